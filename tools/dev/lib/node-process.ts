import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, serverProcess } from '@orderflow/embedded'

/** Of the young generation: a quarter of what V8 would keep, for the same processor time (ADR 72). */
const SEMI_SPACE_MB = 16

/** What Node makes of the sources is kept: a service that starts takes half the processor time (ADR 72). */
const COMPILE_CACHE = fileURLToPath(new URL('../../../.cache/node', import.meta.url))

type Spec = Parameters<typeof serverProcess>[0]

export interface NodeProcessOptions extends Pick<Spec, 'stopWithinMs' | 'startWithinMs' | 'isReady'> {
  /** In sentences: `The issuer`. */
  readonly title: string
  /** Of its files in the data folder: `issuer.log`, `issuer.pid`. */
  readonly name: string
  readonly main: URL
  /** Modules that are loaded before it. */
  readonly imports?: readonly string[]
  readonly dataDir: string
  readonly env: NodeJS.ProcessEnv
  readonly explain?: Spec['explain']
}

/** A program of this repository as a process of its own, not yet started. */
export function nodeProcess(options: NodeProcessOptions): ServerProcess {
  const { title, name, main, imports = [], dataDir, env, explain } = options
  const { stopWithinMs, startWithinMs, isReady } = options
  const log = join(dataDir, `${name}.log`)
  return serverProcess({
    name: title,
    command: process.execPath,
    args: [
      `--max-semi-space-size=${SEMI_SPACE_MB}`,
      ...imports.flatMap(module => ['--import', module]),
      fileURLToPath(main),
    ],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    pidFile: join(dataDir, `${name}.pid`),
    consoleFile: log,
    logFile: log,
    stopSignal: 'SIGTERM',
    stopWithinMs,
    orphanSignal: 'SIGKILL',
    startWithinMs,
    startError: 'SERVICE_START',
    prepare: async () => {},
    isReady,
    ...(explain && { explain }),
  })
}
