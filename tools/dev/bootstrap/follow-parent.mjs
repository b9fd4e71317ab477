// Loaded into the script that tools/run.mjs starts: should run.mjs be killed without a chance to pass that on,
// its end of a pipe closes, and the script ends as if it had been asked to.
import { Socket } from 'node:net'
import { isMainThread } from 'node:worker_threads'

export const FOLLOW_FD_VARIABLE = 'ORDERFLOW_FOLLOW_FD'

const fd = process.env[FOLLOW_FD_VARIABLE]
if (fd && isMainThread) {
  // Not for this process' own children.
  delete process.env[FOLLOW_FD_VARIABLE]
  const pipe = new Socket({ fd: Number(fd), readable: true, writable: false })
  pipe.on('close', () => process.kill(process.pid, 'SIGTERM'))
  pipe.on('error', () => {})
  pipe.resume()
  pipe.unref()
}
