import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePort, type Postgres, startPostgres } from '@orderflow/embedded'
import { type TcpProxy, tcpProxy } from '@orderflow/test-servers/tcp-proxy'
import pg from 'pg'
import { until } from './cluster.ts'

/** A server that follows another one, by streaming replication. */
export interface Standby {
  readonly server: Postgres
  /** What it follows the primary through. */
  readonly link: TcpProxy
  /** Makes it a primary. Resolves when it takes writes. */
  promote(): Promise<void>
  /** Ends it, for good. */
  stop(): Promise<void>
}

/** What a primary of standbys is started with; the embedded server has it for nobody. */
export const primarySettings = { wal_level: 'replica', max_wal_senders: '5', wal_keep_size: '1GB' }

/** Names the standby to its primary. */
const name = 'standby'

/**
 * Takes a base backup of a running primary and starts a hot standby on it. Resolves when that streams.
 *
 * @param dataDir of the standby; emptied before
 */
export async function startStandby(primary: Postgres, dataDir: string): Promise<Standby> {
  await rm(dataDir, { recursive: true, force: true })
  const link = await tcpProxy(primary, await findFreePort())
  const { user, password } = primary
  const conninfo = `host=${link.host} port=${link.port} user=${user} password=${password} application_name=${name}`
  const server = await startPostgres({
    dataDir,
    settings: { ...primarySettings, primary_conninfo: conninfo, wal_receiver_timeout: '30s' },
    copyOf: {
      password,
      async fill(folder) {
        await baseBackup(primary, folder)
        await writeFile(join(folder, 'standby.signal'), '')
      },
    },
  })
  await until('the standby streams', async () => {
    const rows = await ask(primary, `SELECT FROM pg_stat_replication WHERE state = 'streaming'`)
    return rows.length > 0
  })
  return {
    server,
    link,
    async promote() {
      await ask(server, 'SELECT pg_promote()')
      await link.close()
    },
    async stop() {
      await server.stop()
      await link.close()
    },
  }
}

/** Copies the data of a running server into an empty folder, as the manual has it (25.3.4, a base backup by the low-level API). */
export async function baseBackup(primary: Postgres, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: primary.url('postgres'), application_name: 'chaos' })
  await client.connect()
  try {
    const { rows } = await client.query('SHOW data_directory')
    const from: string = rows[0].data_directory
    await client.query(`SELECT pg_backup_start('standby', true)`)
    await copyRunning(from, folder)
    const { rows: stopped } = await client.query('SELECT labelfile FROM pg_backup_stop(false)')
    await writeFile(join(folder, 'backup_label'), stopped[0].labelfile)
  } finally {
    await client.end()
  }
}

/** What a server has to itself; folders among it are there, and empty. */
const ownFiles =
  /^(postmaster\.(pid|opts)|standby\.signal|pg_(wal|replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans))$/

async function copyRunning(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    const isOwn = ownFiles.test(entry.name)
    if (entry.isDirectory()) {
      await mkdir(target, { mode: 0o700 })
      if (!isOwn) await copyRunning(source, target)
    } else if (!isOwn) {
      // One that is deleted meanwhile is deleted again when the log is read.
      await copyFile(source, target).catch(error => {
        if (error.code !== 'ENOENT') throw error
      })
    }
  }
}

/** Makes commits of the primary wait until its standby has them. Resolves when they do. */
export async function waitForStandby(primary: Postgres): Promise<void> {
  await ask(primary, `ALTER SYSTEM SET synchronous_standby_names = '${name}'`)
  await ask(primary, 'SELECT pg_reload_conf()')
  await until('commits wait for the standby', async () => {
    const rows = await ask(primary, `SELECT FROM pg_stat_replication WHERE sync_state = 'sync'`)
    return rows.length > 0
  })
}

/** The rows of a statement on a connection of its own, as the superuser. */
export async function ask<Row extends pg.QueryResultRow>(
  server: Postgres,
  text: string,
  database = 'postgres',
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.url(database), application_name: 'chaos' })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
