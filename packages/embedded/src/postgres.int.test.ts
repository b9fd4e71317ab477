import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isRunning } from './pid-file.mjs'
import { findFreePort } from './ports.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { temporaryFolder } from './testing/tools.ts'

async function query(server: Postgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client(server.url('postgres'))
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

// One folder for all tests, as initdb is what takes time.
const dataDir = temporaryFolder()
chmodSync(dataDir, 0o755)
let server: Postgres
beforeEach(async () => {
  server = await startPostgres({ dataDir })
})
afterEach(() => server.stop())
afterAll(() => rmSync(dataDir, { recursive: true }))

describe('PostgreSQL', () => {
  test('keeps its rows and its password across a restart', async () => {
    const { password, pid } = server
    await query(server, 'CREATE TABLE kept AS SELECT 1 AS n')
    await server.stop()
    expect(isRunning(pid!)).toBe(false)
    server = await startPostgres({ dataDir })
    expect(server.password).toBe(password)
    expect(await query(server, 'SELECT n FROM kept')).toEqual([{ n: 1 }])
  })

  test('keeps what was committed before a SIGKILL', async () => {
    await query(server, 'CREATE TABLE committed AS SELECT 1 AS n')
    server.kill()
    await server.start()
    expect(await query(server, 'SELECT n FROM committed')).toEqual([{ n: 1 }])
  })

  test('starts although its old process id is another program’s by now', async () => {
    const pidFile = join(dataDir, 'cluster/postmaster.pid')
    const lines = readFileSync(pidFile, 'utf8').split('\n').slice(1)
    await server.stop()
    writeFileSync(pidFile, [process.pid, ...lines].join('\n'))
    await server.start()
    expect(await query(server, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

  test('has one owner of its data at a time', async () => {
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({
      code: 'DATA_IN_USE',
      message: expect.stringContaining(String(server.pid)),
    })
  })

  test('is durable, and takes settings', async () => {
    await server.stop()
    server = await startPostgres({ dataDir, settings: { max_connections: '50' } })
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'max_connections']
    const values = await query(
      server,
      `SELECT setting FROM unnest(ARRAY['${names.join("','")}'])
      WITH ORDINALITY AS wanted (name, n) JOIN pg_settings USING (name) ORDER BY n`,
    )
    expect(values).toEqual(['on', 'on', 'on', '50'].map(setting => ({ setting })))
  })

  test('refuses a wrong password', async () => {
    const client = new pg.Client(server.url('postgres').replace(server.password, 'guess'))
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' })
  })

  test('names a busy port and the setting that moves it', async () => {
    const port = await findFreePort()
    const holder = createServer().listen(port, '127.0.0.1')
    await server.stop()
    try {
      await expect(startPostgres({ dataDir, port, portSetting: 'POSTGRES_PORT' })).rejects.toMatchObject({
        code: 'PORT_BUSY',
        message: expect.stringMatching(new RegExp(`${port}.*POSTGRES_PORT`)),
      })
    } finally {
      holder.close()
    }
  })

  test('quotes its log when it does not come up', async () => {
    await server.stop()
    await expect(startPostgres({ dataDir, settings: { shared_buffers: 'much' } })).rejects.toMatchObject({
      code: 'POSTGRES_START',
      message: expect.stringContaining('shared_buffers'),
    })
  })

  test('runs in a folder that its account may not enter', async () => {
    const closed = temporaryFolder()
    chmodSync(closed, 0o700)
    const other = await startPostgres({ dataDir: join(closed, 'postgres') })
    try {
      expect(await query(other, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
    } finally {
      await other.stop()
      rmSync(closed, { recursive: true })
    }
  })
})
