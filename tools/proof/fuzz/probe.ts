import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

/** Between two looks, in milliseconds: what a turn is measured to. */
const everyMs = 2

/** Loaded before a process under test: tells on a socket of its own how long the turns of its event loop are. */
if (isMainThread && process.env.FUZZ_PROBES !== undefined) listen(process.env.FUZZ_PROBES)

function listen(folder: string): void {
  let last = moment()
  let turnMs = 0
  const look = () => {
    const now = moment()
    // What other processes take of the machine makes turns longer, and not their processor time.
    turnMs = Math.max(turnMs, Math.min(now.wall - last.wall, now.processor - last.processor))
    last = now
  }
  setInterval(look, everyMs).unref()
  const path = join(folder, `${process.pid}.sock`)
  rmSync(path, { force: true })
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', question => {
      look()
      if (question.toString().startsWith('collect')) collect()
      last = moment()
      socket.end(JSON.stringify({ turnMs, heapBytes: process.memoryUsage().heapUsed }))
      turnMs = 0
    })
  })
  server.listen(path, () => chmodSync(path, 0o600))
  server.unref()
}

/** Milliseconds: of the clock, and those that this thread had of the processor. */
function moment() {
  const { user, system } = process.threadCpuUsage()
  return { wall: performance.now(), processor: (user + system) / 1_000 }
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
