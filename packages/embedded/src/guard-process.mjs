// A process of its own that outlives its parent by a moment. Its stdin is a pipe whose other end only the
// parent holds: when that closes, the parent is gone, orderly or by SIGKILL, and its servers follow.
// Lines on the pipe: `+ <pid> <signal>` a server that runs, `- <pid>` one that has ended.
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

const GRACE_MS = 5_000
const servers = new Map()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pid, signal] = line.split(' ')
  if (verb === '+') servers.set(Number(pid), signal)
  else servers.delete(Number(pid))
}

// A server that someone froze cannot end by itself before it goes on.
for (const [pid, signal] of servers) send(pid, signal) && send(pid, 'SIGCONT')
const deadline = Date.now() + GRACE_MS
while (Date.now() < deadline && [...servers.keys()].some(pid => send(pid, 0))) await delay(20)
for (const pid of servers.keys()) send(pid, 'SIGKILL')

function send(pid, signal) {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
