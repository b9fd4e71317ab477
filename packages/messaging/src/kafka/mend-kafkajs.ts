import { createRequire } from 'node:module'

interface RequestQueue {
  pending: unknown[]
  throttledUntil: number
}

/**
 * kafkajs 2.2.4 re-arms a timer with a negative delay after every answer, even when nothing is pending
 * (`scheduleCheckPendingRequests`): 4.7 % of a core in an idle process and a TimeoutNegativeWarning.
 * The check has work only for requests that wait; without one, arming it can be left out.
 */
export function mendRequestQueueTimer(): void {
  const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueue & { scheduleCheckPendingRequests: () => void; mended?: true }
  }
  const queue = RequestQueue.prototype
  if (queue.mended) return
  queue.mended = true
  const original = queue.scheduleCheckPendingRequests
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) original.call(this)
  }
}
