import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

const GUARD = fileURLToPath(new URL('./guard-process.mjs', import.meta.url))

const running = new Map<number, NodeJS.Signals>()
const folders = new Set<string>()
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

/**
 * Sees to it that a folder does not outlive this process either: it is removed once its servers are gone.
 * @returns what keeps it
 */
export function guardFolder(path: string): () => void {
  folders.add(path)
  if (pipe) pipe.write(`remove ${JSON.stringify(path)}\n`)
  else startGuard()
  return () => {
    folders.delete(path)
    pipe?.write(`keep ${JSON.stringify(path)}\n`)
  }
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
  for (const path of folders) toGuard.write(`remove ${JSON.stringify(path)}\n`)
  // Neither keeps this process alive.
  guard.unref()
  toGuard.unref()
  guard.once('exit', () => {
    pipe = undefined
    if (running.size + folders.size > 0) startGuard()
  })
}
