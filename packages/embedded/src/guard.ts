import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

const GUARD = fileURLToPath(new URL('./guard-process.mjs', import.meta.url))

const running = new Map<number, NodeJS.Signals>()
let pipe: Socket | undefined

/**
 * Sees to it that a child does not outlive this process, however this process ends, SIGKILL included. There
 * is one guard for all children of a process, and no exit hook: the end of the pipe is the only mechanism.
 */
export function guardProcess(child: ChildProcess, orphanSignal: NodeJS.Signals): void {
  const { pid } = child
  if (pid === undefined) return
  running.set(pid, orphanSignal)
  if (pipe) pipe.write(`+ ${pid} ${orphanSignal}\n`)
  else startGuard()
  child.once('exit', () => {
    running.delete(pid)
    pipe?.write(`- ${pid}\n`)
  })
}

function startGuard(): void {
  const guard = spawn(process.execPath, [GUARD], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const toGuard = guard.stdin as Socket
  pipe = toGuard
  toGuard.on('error', () => {})
  for (const [pid, signal] of running) toGuard.write(`+ ${pid} ${signal}\n`)
  // Neither keeps this process alive.
  guard.unref()
  toGuard.unref()
  guard.once('exit', () => {
    pipe = undefined
    if (running.size > 0) startGuard()
  })
}
