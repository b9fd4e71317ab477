import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Log } from './jars.ts'
import { withLock } from './pid-file.mjs'
import { choosePort, LOOPBACK } from './ports.ts'
import { reachableFolders, unprivilegedAccount } from './postgres-account.ts'
import {
  type BaseBackup,
  ENVIRONMENT,
  initialise,
  refuseLiveServer,
  saysReady,
  USER,
} from './postgres-cluster.ts'
import { nativeFolder } from './postgres-programs.ts'
import { shelterOf } from './postgres-shelter.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'

export interface PostgresOptions {
  /** Initialised if new or empty; databases in it survive a restart, a SIGKILL included. */
  dataDir: string
  /** 0 or none for a free one. */
  port?: number
  /** What a person changes when the port is busy, for the error's sentence. */
  portSetting?: string
  /** Server settings over the embedded server's own. */
  settings?: Record<string, string>
  /** A copy of another server's data to begin with, in place of new ones. */
  copyOf?: BaseBackup
  /** Progress, for people. */
  log?: Log
}

export interface Postgres extends ServerProcess {
  readonly host: string
  readonly port: number
  /** The superuser; services get roles of their own. */
  readonly user: string
  /** Made at random with the data folder and kept in it. */
  readonly password: string
  /** All that it keeps on the disk: its data folder, and where the cluster lies if its account may not enter that. */
  readonly folders: readonly string[]
  url(database: string): string
}

/** 0.1 s by itself; recovery after a crash and a crowded machine take longer. */
const START_WITHIN_MS = 120_000
const STOP_WITHIN_MS = 10_000

/** What a commit promises stays on; the rest suits a developer's machine. */
const SETTINGS = {
  listen_addresses: LOOPBACK,
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  max_connections: '200',
  shared_buffers: '256MB',
  // Fewer checkpoints under load, hence fewer full pages in the log.
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // An outbox turns over its whole content within seconds; a look a minute lets it grow to a minute's worth.
  autovacuum_naptime: '10s',
  // Nobody replicates from here.
  wal_level: 'minimal',
  max_wal_senders: '0',
  log_checkpoints: 'off',
  // Without details, which have values of rows.
  log_error_verbosity: 'terse',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** Starts PostgreSQL on loopback; resolves when it accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { log = () => {}, settings = {}, copyOf } = options
  const started = Date.now()
  const dataDir = resolve(options.dataDir)
  const pidFile = join(dataDir, 'postgres.pid')
  await mkdir(dataDir, { recursive: true })
  const account = await unprivilegedAccount()
  const { native, cluster, sheltered } = await reachableFolders(nativeFolder(), dataDir, account)
  await refuseLiveServer(dataDir, cluster, pidFile)
  const port = await choosePort(options.port, options.portSetting ?? 'the option `port`')
  const password = await withLock(join(dataDir, 'init.lock'), () =>
    initialise({ dataDir, cluster, native, account, sheltered, copyOf, log }),
  )

  const server = serverProcess({
    name: 'PostgreSQL',
    command: join(native, 'bin', 'postgres'),
    args: ['-D', cluster, '-p', String(port), ...flags({ ...SETTINGS, ...settings })],
    ...(account ? { account } : {}),
    env: ENVIRONMENT,
    pidFile,
    consoleFile: join(dataDir, 'postgres.log'),
    logFile: join(dataDir, 'postgres.log'),
    // Fast shutdown; and immediate shutdown, which leaves no process and no shared memory behind.
    stopSignal: 'SIGINT',
    stopWithinMs: STOP_WITHIN_MS,
    orphanSignal: 'SIGQUIT',
    startWithinMs: START_WITHIN_MS,
    startError: 'POSTGRES_START',
    prepare: async () => refuseLiveServer(dataDir, cluster, pidFile),
    isReady: pid => saysReady(cluster, pid),
    // Processes of a server that was killed a moment ago are still leaving.
    retry: text => text.includes('pre-existing shared memory block'),
  })
  await server.start()
  log(`PostgreSQL serves on ${LOOPBACK}:${port} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  const url = (database: string) =>
    `postgres://${USER}:${password}@${LOOPBACK}:${port}/${encodeURIComponent(database)}`
  return Object.defineProperties(server as Postgres, {
    host: { value: LOOPBACK, enumerable: true },
    port: { value: port, enumerable: true },
    user: { value: USER, enumerable: true },
    password: { value: password, enumerable: true },
    folders: { value: sheltered ? [dataDir, ...shelterOf(cluster)] : [dataDir], enumerable: true },
    url: { value: url, enumerable: true },
  })
}

const flags = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
