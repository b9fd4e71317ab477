import { execFile } from 'node:child_process'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import {
  findFreePort,
  type Postgres,
  type ServerProcess,
  serverProcess,
  unprivilegedAccount,
} from '@orderflow/embedded'
import { ServiceError } from '@orderflow/service-kit'
import pg from 'pg'

/** A pgbouncer in transaction mode. */
export interface Pooler {
  readonly process: ServerProcess
  /** Starts it before a server; returns a database's URL through it, by its own. */
  start(postgres: Postgres): Promise<(direct: string) => string>
  /** The processes of PostgreSQL that serve its connections. */
  serverPids(): Promise<readonly number[]>
  stop(): Promise<void>
}

/** Fewer than a service's own pool has, so that transactions of several connections share one. */
const serverConnections = 5
/** The first that knows `max_prepared_statements`. */
const oldest = '1.21'

/** @throws ServiceError `PGBOUNCER_MISSING` */
export async function preparePooler(): Promise<Pooler> {
  const command = await program()
  const account = await unprivilegedAccount()
  const folder = await mkdtemp(join(tmpdir(), 'orderflow-pgbouncer-'))
  const own = async (path: string) => account && (await chown(path, account.uid, account.gid))
  await own(folder)
  const port = await findFreePort()
  let admin = ''
  const log = join(folder, 'pgbouncer.log')
  const process = serverProcess({
    name: 'pgbouncer',
    command,
    args: [join(folder, 'pgbouncer.ini')],
    ...(account && { account }),
    pidFile: join(folder, 'pid'),
    consoleFile: log,
    logFile: log,
    stopSignal: 'SIGQUIT',
    stopWithinMs: 5_000,
    orphanSignal: 'SIGKILL',
    startWithinMs: 30_000,
    startError: 'SERVER_START',
    prepare: async () => {},
    isReady: () => listens(port),
  })
  return {
    process,
    async start(postgres) {
      admin = Object.assign(new URL(postgres.url('pgbouncer')), { port }).href
      for (const [name, text] of Object.entries(files(folder, port, postgres))) {
        await writeFile(join(folder, name), text, { mode: 0o600 })
        await own(join(folder, name))
      }
      await process.start()
      return direct => Object.assign(new URL(direct), { port }).href
    },
    async serverPids() {
      const client = new pg.Client({ connectionString: admin })
      await client.connect()
      try {
        return (await client.query('SHOW SERVERS')).rows.map(({ remote_pid: pid }) => Number(pid))
      } finally {
        await client.end()
      }
    },
    async stop() {
      await process.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The secrets of roles are asked of the server itself, which has what they are proven by. */
const files = (folder: string, port: number, { host, port: server, user, password }: Postgres) => ({
  'pgbouncer.ini': `[databases]
* = host=${host} port=${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users.txt')}
auth_user = ${user}
auth_dbname = postgres
admin_users = ${user}
pool_mode = transaction
max_prepared_statements = 200
default_pool_size = ${serverConnections}
max_client_conn = 500
; As is often advised. It takes nothing from whoever asks for a session: the connection is refused by us.
ignore_startup_parameters = options,statement_timeout,idle_in_transaction_session_timeout
`,
  'users.txt': `"${user}" "${password}"\n`,
})

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function program(): Promise<string> {
  const said: string[] = []
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']) {
    const command = join(folder, 'pgbouncer')
    const version = await promisify(execFile)(command, ['--version']).then(
      ({ stdout }) => /^PgBouncer (\d+\.\d+)/.exec(stdout)?.[1],
      () => undefined,
    )
    if (version === undefined) continue
    const [major, minor] = version.split('.').map(Number) as [number, number]
    if (major > 1 || minor >= 21) return command
    said.push(`${command} is ${version}`)
  }
  const found = said.length === 0 ? '' : ` (${said.join(', ')})`
  throw new ServiceError(
    'PGBOUNCER_MISSING',
    `There is no pgbouncer ${oldest} or later on PATH or in /usr/sbin${found}: install it, from Debian 13 on its package pgbouncer.`,
  )
}
