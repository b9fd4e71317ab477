import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findFreePort, type ServerProcess, serverProcess } from '@orderflow/embedded'
import { cached, fetchWith, fillOnce, type Log, leftOut, refuseMissing, runs } from './tool-cache.ts'

const VERSION = '2.15.3'
const CACHE = `nats-server-${VERSION}`
const HOST = '127.0.0.1'
/** 0.1 s by itself. */
const START_WITHIN_MS = 300_000
const STOP_WITHIN_MS = 5_000
const PROBE_WITHIN_MS = 10_000

export interface NatsServer {
  /** `nats://127.0.0.1:…`; the same after a restart. */
  readonly url: string
  readonly process: ServerProcess
  stop(): Promise<void>
}

const onPath = (): boolean => runs('nats-server', '--version')

/** Why there is no NATS server to start, with the command that brings one; undefined if there is one. */
export function natsMissing(): string | undefined {
  if (cached(CACHE) || onPath() || runs('go', 'version')) return undefined
  return 'NATS needs `nats-server` on PATH, or Go to build it: `apt-get install golang` or `apt-get install nats-server`.'
}

/** Whether tests can have a NATS server; if not, a line says that they are left out. */
export const natsAvailable = (): boolean => !leftOut(natsMissing())

/** The server: of the pinned version, built once by Go; where there is no Go, the one on PATH. */
async function program(log: Log): Promise<string> {
  refuseMissing(natsMissing())
  if (!cached(CACHE) && !runs('go', 'version')) return 'nats-server'
  const folder = await fillOnce(CACHE, log, folder =>
    fetchWith('go', ['install', `github.com/nats-io/nats-server/v2@v${VERSION}`], {
      GOBIN: folder,
      GOFLAGS: '',
    }),
  )
  return join(folder, 'nats-server')
}

/**
 * A NATS server with JetStream on loopback; resolves when clients are served. Streams survive `kill()` and `start()`:
 * what was acknowledged is in the files (not yet on the disk: NATS does
 * that every two minutes, unless `sync_interval: always`).
 */
export async function startNats(options: {
  /** Streams are kept here. */
  readonly dataDir: string
  readonly port?: number
  readonly log?: Log
}): Promise<NatsServer> {
  const { dataDir, log = () => {} } = options
  const command = await program(log)
  await mkdir(dataDir, { recursive: true })
  const port = options.port ?? (await findFreePort())
  const process = serverProcess({
    name: 'NATS',
    command,
    args: ['-a', HOST, '-p', String(port), '-js', '-sd', dataDir],
    pidFile: join(dataDir, 'nats.pid'),
    consoleFile: join(dataDir, 'nats.log'),
    logFile: join(dataDir, 'nats.log'),
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
    orphanSignal: 'SIGKILL',
    startWithinMs: START_WITHIN_MS,
    startError: 'SERVER_START',
    prepare: async () => {},
    isReady: () => offersJetStream(port),
  })
  await process.start()
  return { url: `nats://${HOST}:${port}`, process, stop: () => process.stop() }
}

/** A server greets with a line `INFO {…}`; by then streams are read from the files. */
function offersJetStream(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: HOST, port })
  let greeting = ''
  const finish = (ready: boolean) => {
    socket.destroy()
    resolve(ready)
  }
  socket.setTimeout(PROBE_WITHIN_MS, () => finish(false))
  socket.on('error', () => finish(false))
  socket.on('close', () => finish(false))
  socket.on('data', chunk => {
    greeting += chunk.toString('latin1')
    if (greeting.includes('\n')) finish(greeting.includes('"jetstream":true'))
  })
  return promise
}
