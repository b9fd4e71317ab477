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

/** Milliseconds from a request to its answer, by what that was. */
export interface Offered {
  readonly accepted: readonly number[]
  readonly refused: readonly number[]
  /** Milliseconds that each request waited for a connection when it was to be sent: none, unless all are taken. */
  readonly waited: readonly number[]
  /** Requests a second that were sent. */
  readonly sentPerSecond: number
  /** Refusals without Retry-After, other answers, and connections that ended without one. */
  readonly odd: number
}

const tickMs = 2
const answerWithinMs = 15_000

/**
 * Sends requests at a fixed rate, whatever the answers, each on a connection that has nothing else under way. The
 * connections are there before and stay, as those of a proxy do; a request that finds none waits for one, which is told apart:
 * the service cannot know of it. One that is refused is not sent again: it is what the rate is made of. Resolves when all
 * are answered.
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
  const waited: number[] = []
  let odd = 0
  let underWay = 0
  const total = Math.round(perSecond * seconds)
  const startMs = performance.now()
  let sent = 0
  let lastMs = startMs

  /** Sends what is due, as far as there are connections. */
  function send() {
    const now = performance.now()
    const due = Math.min(total, Math.floor(((now - startMs) * perSecond) / 1_000))
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (sent >= due) return void idle.push(connection)
      const free = connection
      waited.push(now - startMs - (sent++ * 1_000) / perSecond)
      underWay += 1
      lastMs = now
      free.send(next(), answer => {
        count(answer, now)
        if (answer !== undefined) idle.push(free)
        send()
      })
    }
  }

  function count(answer: Answer | undefined, sentMs: number) {
    underWay -= 1
    const tookMs = performance.now() - sentMs
    const status = answer?.status
    if (status === 202) {
      accepted.push(tookMs)
      onAccepted(orderIdIn((answer as Answer).text))
    } else if ((status === 429 || status === 503) && answer?.retryAfter) refused.push(tookMs)
    else odd += 1
  }

  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setInterval(() => {
        send()
        const over = sent === total && underWay === 0
        const overdue = performance.now() - startMs > 1_000 * seconds + answerWithinMs
        if (!over && !overdue && !signal.aborted) return
        clearInterval(timer)
        if (over) resolve()
        else reject(signal.reason ?? new Error(`${total - sent + underWay} requests had no answer`))
      }, tickMs)
    })
  } finally {
    for (const connection of all) connection.end()
  }
  return { accepted, refused, waited, sentPerSecond: (1_000 * total) / (lastMs - startMs), odd }
}

function orderIdIn(text: string): string {
  const [, orderId] = /"orderId":"([^"]+)"/.exec(text) ?? []
  if (orderId === undefined) throw new Error(`no order is in ${text}`)
  return orderId
}
