import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { createServer } from 'node:net'

/** A program that a peer starts. It does not outlive this process. */
export interface Child {
  readonly pid: number
  readonly process: ChildProcess
  stop(): Promise<void>
}

/**
 * Resolves when the program says `ready` on its standard output.
 *
 * @throws Error with the end of what it wrote, if it ends before
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
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', text => {
        written = (written + text).slice(-5_000)
        if (ready.test(written)) resolve()
      })
    }
    child.on('error', reject)
    ended.then(() => reject(new Error(`${command} ended before it was ready: ${written}`)))
  })
  return {
    pid: child.pid as number,
    process: child,
    async stop() {
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
