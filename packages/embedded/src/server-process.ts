import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedError, type EmbeddedErrorCode } from './errors.ts'
import { guardProcess } from './guard.ts'
import { writePidFile } from './pid-file.mjs'

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
  /** `stop()` asked for it; anything else is a crash, or a fault that somebody injected. */
  expected: boolean
}

/** A server of ours: started, killed and started again on the same data and port. */
export interface ServerProcess {
  /** Undefined while it does not run. */
  readonly pid: number | undefined
  /** Resolves when clients are served; does nothing if they are already. */
  start(): Promise<void>
  /** Orderly; by force after a deadline, in ms. */
  stop(withinMs?: number): Promise<void>
  /** Sends a signal, SIGKILL unless told, and does not wait. */
  kill(signal?: NodeJS.Signals): void
  /** Called each time that the process ends; the answer unsubscribes. */
  onExit(listener: (exit: Exit) => void): () => void
}

interface ServerSpec {
  name: string
  command: string
  args: string[]
  account?: { uid: number; gid: number }
  env?: NodeJS.ProcessEnv
  pidFile: string
  /** Where stdout and stderr go. */
  consoleFile: string
  /** The log that an error quotes; the console's if that is empty. */
  logFile: string
  stopSignal: NodeJS.Signals
  stopWithinMs: number
  /** What the guard sends when this process has died: the quickest end that keeps the data whole. */
  orphanSignal: NodeJS.Signals
  startWithinMs: number
  startError: EmbeddedErrorCode
  /** Before each start: throws if it must not be started. */
  prepare(): Promise<void>
  /** Asked again and again while it starts. */
  isReady(pid: number): Promise<boolean>
  /** Whether to start it once more, when it ended while it started and left these lines. */
  retry?(log: string): boolean
  /** Turns lines of the log into a sentence, where it can. */
  explain?(log: string): EmbeddedError | undefined
}

const POLL_MS = 30
const QUOTED_LINES = 12
const CONSOLE_MAX_BYTES = 10_000_000

export function serverProcess(spec: ServerSpec): ServerProcess {
  const listeners = new Set<(exit: Exit) => void>()
  let child: ChildProcess | undefined
  let starting: Promise<void> | undefined
  let stopping = false

  function launchOnce(): ChildProcess {
    const launched = launch(spec)
    child = launched
    if (launched.pid !== undefined) writePidFile(spec.pidFile, launched.pid)
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      if (child !== launched) return
      child = undefined
      for (const listener of listeners) listener({ code, signal, expected: stopping })
    }
    launched.once('exit', ended)
    launched.once('error', () => ended(null, null))
    return launched
  }

  async function startOnce(): Promise<void> {
    stopping = false
    await spec.prepare()
    if (stopping) throw new EmbeddedError(spec.startError, `${spec.name} was stopped before it had started.`)
    const deadline = Date.now() + spec.startWithinMs
    for (;;) {
      const marks = { log: sizeOf(spec.logFile), console: sizeOf(spec.consoleFile) }
      const launched = launchOnce()
      while (child === launched && Date.now() < deadline) {
        if (await spec.isReady(launched.pid!)) return
        await delay(POLL_MS)
      }
      const inTime = Date.now() < deadline
      await endOf(launched, 'SIGKILL', 0)
      const log = textFrom(spec.logFile, marks.log) || textFrom(spec.consoleFile, marks.console)
      if (!inTime || stopping || !spec.retry?.(log)) throw spec.explain?.(log) ?? startFailed(inTime, log)
      await delay(POLL_MS)
    }
  }

  function startFailed(inTime: boolean, log: string): EmbeddedError {
    const what = inTime ? 'ended while it started' : `was not ready within ${spec.startWithinMs / 1000} s`
    return new EmbeddedError(
      spec.startError,
      `${spec.name} ${what}; the last lines of ${spec.logFile} are:\n${lastLines(log)}`,
    )
  }

  return {
    get pid() {
      return child?.pid
    },
    async start() {
      if (child && dying.has(child)) await endOf(child, 'SIGKILL', 0)
      if (child && !starting) return
      starting ??= startOnce().finally(() => {
        starting = undefined
      })
      return starting
    },
    async stop(withinMs = spec.stopWithinMs) {
      stopping = true
      if (child) await endOf(child, spec.stopSignal, withinMs)
      await starting?.catch(() => {})
    },
    kill(signal = 'SIGKILL') {
      if (signal === 'SIGKILL' && child) dying.add(child)
      child?.kill(signal)
    },
    onExit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Killed, and not yet gone. */
const dying = new WeakSet<ChildProcess>()

/** In a process group of its own: Ctrl-C in the terminal reaches this process only, which stops it in order. */
function launch(spec: ServerSpec): ChildProcess {
  const flags = sizeOf(spec.consoleFile) > CONSOLE_MAX_BYTES ? 'w' : 'a'
  const output = openSync(spec.consoleFile, flags)
  try {
    const child = spawn(spec.command, spec.args, {
      cwd: '/',
      env: spec.env ?? process.env,
      stdio: ['ignore', output, output],
      detached: true,
      ...spec.account,
    })
    guardProcess(child, spec.orphanSignal)
    return child
  } finally {
    closeSync(output)
  }
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  // A frozen process hears nothing before it goes on.
  child.kill('SIGCONT')
  const force = setTimeout(() => child.kill('SIGKILL'), withinMs)
  await exit
  clearTimeout(force)
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

function textFrom(path: string, start: number): string {
  try {
    const bytes = readFileSync(path)
    return bytes.subarray(bytes.length >= start ? start : 0).toString('utf8')
  } catch {
    return ''
  }
}

const lastLines = (text: string): string => {
  const lines = text.trimEnd().split('\n').slice(-QUOTED_LINES)
  return lines.map(line => `  ${line}`).join('\n')
}
