import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { findFreePort, type ServerProcess, serverProcess } from '@orderflow/embedded'
import { leftOut, refuseMissing } from './tool-cache.ts'

/** A RabbitMQ of one's own: killed and started again on the same data and port. */
export interface RabbitMq {
  /** `amqp://guest:guest@127.0.0.1:port` */
  readonly url: string
  readonly process: ServerProcess
  /** The standard output of `rabbitmqctl` with these arguments. Throws what it says on the standard error. */
  ctl(...args: readonly string[]): string
  stop(): Promise<void>
}

export interface RabbitMqOptions {
  /** Where the node keeps its files; a folder of its own. */
  readonly dataDir: string
  /** 0 or none takes a free one. */
  readonly port?: number
  /** Lines of `rabbitmq.conf`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Whether tests can have a RabbitMQ; if not, a line says that they are left out. */
export const rabbitMqAvailable = (): boolean => !leftOut(rabbitMqMissing())

/** Debian's own scripts; those on the PATH change to the user rabbitmq, who may not write where we do. */
const debian = '/usr/lib/rabbitmq/bin'
const folders = [debian, ...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
const script = (name: string) => folders.map(folder => join(folder, name)).find(existsSync)

/** The sentence for whoever lacks RabbitMQ; undefined if it is there. */
export function rabbitMqMissing(): string | undefined {
  return script('rabbitmq-server') !== undefined && script('epmd') !== undefined
    ? undefined
    : 'RabbitMQ is not installed: apt-get install rabbitmq-server brings it.'
}

/**
 * Starts a private node of the installed RabbitMQ: own ports, name, cookie, port mapper and files, no plugins. The
 * system's own, if it runs, is left alone.
 *
 * @throws EmbeddedError with the sentence that names the command which installs it
 */
export async function startRabbitMq({
  dataDir,
  port: wanted = 0,
  settings = {},
}: RabbitMqOptions): Promise<RabbitMq> {
  refuseMissing(rabbitMqMissing())
  await mkdir(dataDir, { recursive: true })
  const port = wanted || (await findFreePort())
  const [epmdPort, distributionPort] = [await findFreePort(), await findFreePort()]
  const file = (name: string) => join(dataDir, name)
  await writeFile(file('rabbitmq.conf'), lines({ 'listeners.tcp.1': `127.0.0.1:${port}`, ...settings }))
  await writeFile(file('enabled_plugins'), '[].\n')
  await writeFile(file('.erlang.cookie'), 'orderflow-tests', { mode: 0o600, flag: 'a' })
  const env = {
    PATH: process.env.PATH,
    HOME: dataDir,
    LANG: 'C.UTF-8',
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `orderflow-${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_CONF_ENV_FILE: file('no-env.conf'),
    RABBITMQ_CONFIG_FILE: file('rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: file('enabled_plugins'),
    RABBITMQ_MNESIA_BASE: file('data'),
    RABBITMQ_LOG_BASE: dataDir,
    RABBITMQ_LOGS: file('rabbitmq.log'),
    RABBITMQ_PID_FILE: file('node.pid'),
    // Then the script becomes the node, which is what a signal is meant for.
    RABBITMQ_ALLOW_INPUT: 'true',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-noinput',
  }
  const common = {
    env,
    stopWithinMs: 15_000,
    orphanSignal: 'SIGKILL',
    stopSignal: 'SIGTERM',
    startError: 'SERVER_START',
    prepare: async () => {},
  } as const
  // The node would start one that outlives it.
  const portMapper = serverProcess({
    ...common,
    name: "Erlang's port mapper",
    command: script('epmd') as string,
    args: ['-address', '127.0.0.1', '-port', String(epmdPort)],
    pidFile: file('epmd.pid'),
    consoleFile: file('epmd.log'),
    logFile: file('epmd.log'),
    startWithinMs: 300_000,
    isReady: () => listens(epmdPort),
  })
  const server = serverProcess({
    ...common,
    name: 'RabbitMQ',
    command: script('rabbitmq-server') as string,
    args: [],
    pidFile: file('server.pid'),
    consoleFile: file('console.log'),
    logFile: file('rabbitmq.log'),
    startWithinMs: 300_000,
    isReady: () => listens(port),
  })
  await portMapper.start()
  const stop = async () => {
    await server.stop()
    await portMapper.stop()
  }
  await server.start().catch(async error => {
    await stop()
    throw error
  })
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    process: server,
    ctl(...args) {
      const { status, stdout, stderr } = spawnSync(script('rabbitmqctl') ?? 'rabbitmqctl', ['-q', ...args], {
        env,
        encoding: 'utf8',
      })
      if (status !== 0) throw new Error(`rabbitmqctl ${args.join(' ')}: ${stderr || stdout}`)
      return stdout
    },
    stop,
  }
}

const lines = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')

const listens = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port })
    const answer = (is: boolean) => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
