import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { guardFolder } from './guard.ts'
import type { Log } from './jars.ts'
import { type KafkaCluster, type KafkaOptions, startKafka } from './kafka.ts'
import { type Postgres, type PostgresOptions, startPostgres } from './postgres.ts'

export interface ServersOptions {
  /** Kept, with topics, records and rows, for the next start on it; without one, all is new, and removed at `stop`. */
  readonly dataDirectory?: string
  /** Where Kafka's jars are kept between starts. `orderflow/kafka` in `$XDG_CACHE_HOME`, else in `~/.cache`, unless told. */
  readonly cacheDirectory?: string
  /** Progress, for people. Unless told, one line on the standard error when something has to be fetched. */
  readonly log?: Log
  readonly kafka?: Pick<KafkaOptions, 'brokers' | 'ports' | 'portSetting' | 'serverProperties' | 'security'>
  readonly postgres?: Pick<PostgresOptions, 'port' | 'portSetting' | 'settings'>
}

export interface Servers {
  /** `host:port` of each broker. */
  readonly brokers: string[]
  /** A superuser's URL of the database `postgres`. */
  readonly postgresUrl: string
  /** To kill and start single servers. */
  readonly processes: { readonly kafka: KafkaCluster; readonly postgres: Postgres }
  /** Stops both, in order, and removes what is temporary. */
  stop(): Promise<void>
}

/**
 * Kafka and PostgreSQL, started side by side on free ports of loopback; resolves when both serve. They keep this
 * process alive until `stop`, and do not outlive it, however it ends; nor do their temporary files.
 *
 * @throws EmbeddedError of the one that does not start; the other is stopped then
 */
export async function startServers(options: ServersOptions = {}): Promise<Servers> {
  const folder = await (options.dataDirectory === undefined
    ? temporaryFolder()
    : keptFolder(options.dataDirectory))
  const { cacheDirectory = defaultCache(), log } = options
  const starting = [
    startKafka({
      ...options.kafka,
      dataDir: join(folder.path, 'kafka'),
      cacheDir: cacheDirectory,
      log: log ?? (() => {}),
      fetchLog: log ?? firstLine(),
    }),
    startPostgres({ ...options.postgres, dataDir: join(folder.path, 'postgres'), log: log ?? (() => {}) }),
  ] as const
  const settled = await Promise.allSettled(starting)
  const [kafka, postgres] = settled
  const stop = async () => {
    await Promise.all(settled.map(server => server.status === 'fulfilled' && server.value.stop()))
    await folder.remove()
  }
  if (postgres.status === 'fulfilled') folder.add(postgres.value.folders)
  if (kafka.status === 'fulfilled' && postgres.status === 'fulfilled') {
    return {
      brokers: kafka.value.bootstrap,
      postgresUrl: postgres.value.url('postgres'),
      processes: { kafka: kafka.value, postgres: postgres.value },
      stop,
    }
  }
  await stop()
  throw kafka.status === 'rejected' ? kafka.reason : (postgres as PromiseRejectedResult).reason
}

interface DataFolder {
  readonly path: string
  /** What stands for a part of it elsewhere, and goes with it. */
  add(others: readonly string[]): void
  remove(): Promise<void>
}

const keptFolder = async (path: string): Promise<DataFolder> => ({
  path: resolve(path),
  add() {},
  remove: async () => {},
})

async function temporaryFolder(): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'orderflow-servers-'))
  // PostgreSQL runs under another account then, which passes through: so its data need no place elsewhere.
  if (process.getuid?.() === 0) await chmod(path, 0o711)
  const held = new Map([[path, guardFolder(path)]])
  return {
    path,
    add(others) {
      for (const folder of others) held.set(folder, guardFolder(folder))
    },
    async remove() {
      for (const [folder, release] of held) {
        await rm(folder, { recursive: true, force: true })
        release()
      }
    },
  }
}

const defaultCache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'orderflow', 'kafka')

function firstLine(): Log {
  let said = false
  return line => {
    if (!said) process.stderr.write(`${line}\n`)
    said = true
  }
}
