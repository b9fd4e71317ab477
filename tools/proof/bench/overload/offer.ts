import { type Answer, openConnection } from './connection.ts'

export interface Offer {
  /** Base URL of the order service. */
  readonly url: string
  /** How many are kept open: more than are let in at a time, or refusals wait for one. */
  readonly connections: number
  readonly perSecond: number
  readonly seconds: number
  /** The next request, whole. */
  readonly next: () => string
  readonly onAccepted: (orderId: string) => void
  readonly signal: AbortSignal
}

/** Milliseconds from when a request was to be sent to its answer, by what that was. */
export interface Offered {
  readonly accepted: readonly number[]
  readonly refused: readonly number[]
  /** Refusals without Retry-After, other answers, and connections that ended without one. */
  readonly odd: number
}

const tickMs = 2
const answerWithinMs = 15_000

/**
 * Sends requests at a fixed rate, whatever the answers, each on a connection that has nothing else under way; one that
 * finds none waits for it, which counts as its time. One that is refused is not sent again: it is what the rate is made
 * of. The connections are there before and stay, as those of a proxy do. Resolves when all are answered.
 */
export async function offer(options: Offer): Promise<Offered> {
  const { url, connections, perSecond, seconds, next, onAccepted, signal } = options
  const { hostname, port } = new URL(url)
  const all = await Promise.all(
    Array.from({ length: connections }, () => openConnection(Number(port), hostname)),
  )
  const idle = [...all]
  const accepted: number[] = []
  const refused: number[] = []
  let odd = 0
  let underWay = 0
  /** When each that found no connection was due. */
  const late: number[] = []

  function count(answer: Answer | undefined, dueMs: number) {
    underWay -= 1
    const tookMs = performance.now() - dueMs
    const status = answer?.status
    if (status === 202) {
      accepted.push(tookMs)
      onAccepted(orderIdIn((answer as Answer).text))
    } else if ((status === 429 || status === 503) && answer?.retryAfter) refused.push(tookMs)
    else odd += 1
  }

  function send(dueMs: number) {
    const connection = idle.pop()
    if (connection === undefined) return void late.push(dueMs)
    underWay += 1
    connection.send(next(), answer => {
      count(answer, dueMs)
      if (answer === undefined) return
      idle.push(connection)
      const waiting = late.shift()
      if (waiting !== undefined) send(waiting)
    })
  }

  const total = Math.round(perSecond * seconds)
  const startMs = performance.now()
  let sent = 0
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setInterval(() => {
        const now = performance.now()
        const due = Math.min(total, Math.floor(((now - startMs) * perSecond) / 1_000))
        for (; sent < due; sent++) send(startMs + (sent * 1_000) / perSecond)
        const over = sent === total && underWay === 0 && late.length === 0
        const overdue = now - startMs > 1_000 * seconds + answerWithinMs
        if (!over && !overdue && !signal.aborted) return
        clearInterval(timer)
        if (over) resolve()
        else reject(signal.reason ?? new Error(`${underWay + late.length} requests had no answer`))
      }, tickMs)
    })
  } finally {
    for (const connection of all) connection.end()
  }
  return { accepted, refused, odd }
}

function orderIdIn(text: string): string {
  const [, orderId] = /"orderId":"([^"]+)"/.exec(text) ?? []
  if (orderId === undefined) throw new Error(`no order is in ${text}`)
  return orderId
}
