import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { createServer } from 'node:net'

/** A program that a peer starts. It does not outlive this process. */
export interface Child {
  readonly pid: number
  readonly process: ChildProcess
  /** The end of what it has written so far. */
  written(): string
  /** Rejects with that when it ends before it is stopped. */
  readonly died: Promise<never>
  stop(): Promise<void>
}

const readyWithinMs = 180_000

/**
 * Resolves when the program says `ready`.
 *
 * @throws Error with the end of what it wrote, if it ends before, or says nothing of it for three minutes
 */
export async function startChild(
  command: string,
  args: readonly string[],
  { ready, ...options }: SpawnOptions & { readonly ready: RegExp },
): Promise<Child> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options })
  const kill = () => void child.kill('SIGKILL')
  process.on('exit', kill)
  const ended = new Promise<void>(resolve => {
    child.on('close', () => {
      process.off('exit', kill)
      resolve()
    })
  })
  let written = ''
  let stopped = false
  const died = ended.then(() => {
    if (stopped) return new Promise<never>(() => {})
    throw new Error(`${command} ended by itself: ${written}`)
  })
  died.catch(() => {})
  const late = setTimeout(kill, readyWithinMs)
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', text => {
        written = (written + text).slice(-5_000)
        if (ready.test(written)) resolve()
      })
    }
    child.on('error', reject)
    died.catch(reject)
  }).finally(() => clearTimeout(late))
  return {
    pid: child.pid as number,
    process: child,
    written: () => written,
    died,
    async stop() {
      stopped = true
      child.kill('SIGTERM')
      const timer = setTimeout(kill, 10_000)
      await ended
      clearTimeout(timer)
    },
  }
}

/** A port of loopback on which nothing listens. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
