import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ServerProcess } from '@orderflow/embedded'
import { ServiceError } from '@orderflow/service-kit'
import { bearer } from '../../../dev/lib/bearer.ts'
import { type Endpoints, kafkaOf } from '../../../dev/lib/endpoints.ts'
import type { System } from '../../../dev/lib/system.ts'
import { BenchError } from '../scenario.ts'

export interface HostOptions {
  readonly dataDir: string
  /** Services that only read run too. */
  readonly reading: boolean
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** The system of another commit: what scenarios use that only place orders and look from outside. */
export type Hosted = Pick<System, 'services' | 'orders' | 'endpoints' | 'kafkaAccess' | 'stop'> & {
  /** By its own `npm run audit`, since its tables may differ: rejects when that finds something. */
  audit(): Promise<void>
}

const host = fileURLToPath(new URL('./host.ts', import.meta.url))
const servers: ReadonlySet<string> = new Set(['kafka', 'postgres', 'issuer', 'gateway'])

/** Starts the system whose sources are in `folder`, in a process of its own that runs nothing else. */
export async function startHosted(folder: string, options: HostOptions): Promise<Hosted> {
  const { dataDir, reading, log, signal } = options
  const child = spawn(process.execPath, [host, folder, dataDir, ...(reading ? ['reading'] : [])], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // Ctrl-C is for us, who end its input
  })
  createInterface({ input: child.stderr }).on('line', log)
  const endpoints = await firstLine(child)
  const { issuer } = endpoints
  return {
    services: Object.fromEntries(
      Object.entries(endpoints.pids)
        .filter(([name]) => !servers.has(name))
        .map(([name, pid]) => [name, running(pid as number)]),
    ) as unknown as System['services'],
    orders: {
      orderUrl: endpoints.services.order,
      ...(issuer && { authorization: bearer(issuer) }),
    },
    endpoints: () => endpoints,
    kafkaAccess: kafkaOf(endpoints),
    async audit() {
      const env = { ...process.env, ORDERFLOW_RUN_DIR: join(dataDir, 'run') }
      await promisify(execFile)('npm', ['run', '--silent', 'audit'], { cwd: folder, env, signal }).catch(
        ({ stdout = '', stderr = '', message }) => {
          const said = `${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n')
          throw new BenchError('BENCH_AUDIT', `The audit of ${folder} ended with: ${said || message}`)
        },
      )
    },
    async stop() {
      if (child.exitCode !== null) return
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

/** It runs until its host ends: scenarios that stop a service are not for another commit's. */
const running = (pid: number): ServerProcess =>
  ({ pid, start: async () => {}, stop: async () => {} }) as unknown as ServerProcess

async function firstLine(child: ChildProcess): Promise<Endpoints> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const ended = once(child, 'exit').then(() => {
    throw new ServiceError('BENCH_NOT_STARTED', 'The system of the other commit did not start: see above.')
  })
  const [line] = await Promise.race([once(lines, 'line'), ended])
  ended.catch(() => {})
  return JSON.parse(line as string)
}
