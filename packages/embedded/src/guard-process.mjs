// A process of its own that outlives its parent by a moment. Its stdin is a pipe whose other end only the
// parent holds: when that closes, the parent is gone, orderly or by SIGKILL, and its servers follow.
// Lines on the pipe: `+ <pid> <signal>` a server that runs, `- <pid>` one that has ended; `remove <path in JSON>` a folder
// that goes with them, `keep <path in JSON>` one that does not any more.
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning } from './pid-file.mjs'

const GRACE_MS = 5_000
const servers = new Map()
const folders = new Set()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pid, signal] = line.split(' ')
  if (verb === 'remove') folders.add(JSON.parse(line.slice(verb.length)))
  else if (verb === 'keep') folders.delete(JSON.parse(line.slice(verb.length)))
  else if (verb === '+') servers.set(Number(pid), signal)
  else servers.delete(Number(pid))
}

// A server that someone froze cannot end by itself before it goes on.
for (const [pid, signal] of servers) send(pid, signal) && send(pid, 'SIGCONT')
const deadline = Date.now() + GRACE_MS
while (Date.now() < deadline && [...servers.keys()].some(isRunning)) await delay(50)
for (const pid of servers.keys()) send(pid, 'SIGKILL')
for (const folder of folders) rmSync(folder, { recursive: true, force: true })

function send(pid, signal) {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
