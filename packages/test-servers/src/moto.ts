import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findFreePort, type ServerProcess, serverProcess } from '@orderflow/embedded'
import { pythonMissing, pythonWith } from './python.ts'
import { cached, type Log, leftOut, refuseMissing } from './tool-cache.ts'

const CACHE = 'moto-5.2.5'
const REQUIREMENTS = fileURLToPath(new URL('../moto/requirements.txt', import.meta.url))
const SERVER = fileURLToPath(new URL('../moto/server.py', import.meta.url))
const HOST = '127.0.0.1'
/** 0.4 s by itself. */
const START_WITHIN_MS = 300_000
const STOP_WITHIN_MS = 2_000
const PROBE_WITHIN_MS = 10_000

export interface MotoServer {
  /** `http://127.0.0.1:…`, the endpoint of every AWS service; the same after a restart. */
  readonly url: string
  /** What AWS clients take from the environment; moto believes any credentials. */
  readonly environment: Readonly<Record<string, string>>
  readonly process: ServerProcess
  /** Freezes it: connections are made, and nothing answers. What it keeps stays. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

/** Why there is no moto to start, with the command that brings it; undefined if there is one. */
export function motoMissing(): string | undefined {
  return cached(CACHE) ? undefined : pythonMissing('moto')
}

/** Whether tests can have moto; if not, a line says that they are left out. */
export const motoAvailable = (): boolean => !leftOut(motoMissing())

async function install(log: Log): Promise<string> {
  refuseMissing(motoMissing())
  return await pythonWith(CACHE, REQUIREMENTS, log)
}

/**
 * moto, which answers as AWS does, on loopback; resolves when clients are served. It keeps everything in memory:
 * `process.kill()` and `start()` lose all but what `setUp` makes. For an outage that loses nothing: `pause()` and `resume()`.
 */
export async function startMoto(options: {
  /** For its log. */
  readonly dataDir: string
  readonly port?: number
  /** Called with each start, before it counts as started: makes the buses, rules, queues and tables. */
  readonly setUp?: (endpoint: string) => Promise<void>
  readonly log?: Log
}): Promise<MotoServer> {
  const { dataDir, setUp = async () => {}, log = () => {} } = options
  const command = await install(log)
  await mkdir(dataDir, { recursive: true })
  const port = options.port ?? (await findFreePort())
  const url = `http://${HOST}:${port}`
  let settled = false
  const process = serverProcess({
    name: 'moto',
    command,
    args: [SERVER, '-H', HOST, '-p', String(port)],
    pidFile: join(dataDir, 'moto.pid'),
    consoleFile: join(dataDir, 'moto.log'),
    logFile: join(dataDir, 'moto.log'),
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
    orphanSignal: 'SIGKILL',
    startWithinMs: START_WITHIN_MS,
    startError: 'SERVER_START',
    async prepare() {
      settled = false
    },
    async isReady() {
      if (settled) return true
      if (!(await answers(url))) return false
      await setUp(url)
      settled = true
      return true
    },
  })
  await process.start().catch(async error => {
    await process.stop() // it runs, although its set-up failed
    throw error
  })
  return {
    url,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    process,
    pause: () => process.kill('SIGSTOP'),
    resume: () => process.kill('SIGCONT'),
    stop: () => process.stop(),
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/moto-api/data.json`, { signal: AbortSignal.timeout(PROBE_WITHIN_MS) }).then(
    async response => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
