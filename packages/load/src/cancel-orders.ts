import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { authorized, type OrderApi, patientPost } from './patient-post.ts'
import type { AcceptedOrder } from './place-orders.ts'
import { seededRandom } from './random.ts'

interface CancelOrdersOptions extends OrderApi {
  /** How many of a hundred orders are to be cancelled. */
  readonly percent: number
  /** A cancellation comes at a random moment up to so many milliseconds after the order was accepted. */
  readonly withinMs: number
  /** The same seed picks the same places in the wave, and the same moments. */
  readonly seed: number
  /** How long one cancellation is tried; a minute unless told. */
  readonly patienceMs?: number
}

export interface CancellationReport {
  readonly asked: number
  /** Answered 202. The order may still complete: shipping is the arbiter. */
  readonly accepted: number
  /** Answered 409: the order had ended. */
  readonly tooLate: number
}

interface Cancelling {
  /** Tells of an order that was accepted; some of them are cancelled. */
  onAccepted(order: AcceptedOrder): void
  /** Resolves when every cancellation has its answer; rejects with what kept one from it. */
  done(): Promise<CancellationReport>
}

/** When an order is cancelled. */
type Moment =
  /** Before it is paid: with its acceptance. */
  | 'at once'
  /** While the gateway is asked: a slow customer's order, once its stock is reserved. */
  | 'while paying'
  /** After it was paid and shipped. */
  | 'at its end'
  | 'sometime'

/**
 * Cancels a share of the orders that are placed, beside the load. Whatever the share, one of the first is
 * cancelled at once, one at its end, and every second order of a slow customer (an id that begins with
 * `slow-`) while it is being paid; the other slow ones are left to their deadline.
 */
export function cancelOrders(options: CancelOrdersOptions): Cancelling {
  const { orderUrl, authorization, percent, withinMs, seed, patienceMs = 60_000 } = options
  const pool = new Pool(orderUrl, { connections: 64, pipelining: 1 })
  const random = seededRandom(seed)
  const under = new Set<Promise<void>>()
  const report = { asked: 0, accepted: 0, tooLate: 0 }
  const failures: unknown[] = []
  let slow = 0
  let plain = 0

  function momentFor({ request }: AcceptedOrder): Moment | undefined {
    if (percent === 0) return undefined
    if (request.customerId.startsWith('slow-')) return slow++ % 2 === 0 ? 'while paying' : undefined
    const picked = random() * 100 < percent
    plain += 1
    if (plain === 1) return 'at once'
    if (plain === 2) return 'at its end'
    return picked ? 'sometime' : undefined
  }

  async function cancel({ orderId }: AcceptedOrder, moment: Moment, delayMs: number): Promise<void> {
    switch (moment) {
      case 'at once':
        break
      case 'while paying':
        await statusIn(orderId, status => status !== 'PENDING')
        break
      case 'at its end':
        await statusIn(orderId, status => ended.has(status))
        break
      case 'sometime':
        await pause(delayMs)
        break
      default: {
        const missing: never = moment
        throw new Error(`no moment ${missing}`)
      }
    }
    report.asked += 1
    const { statusCode, text } = await patientPost(
      pool,
      { path: `/orders/${orderId}/cancel` },
      { patienceMs, authorization },
    )
    if (statusCode === 202) report.accepted += 1
    else if (statusCode === 409) report.tooLate += 1
    else throw new Error(`A cancellation was answered ${statusCode} ${text}`)
  }

  /** Resolves when the order's status is such a one; an answer that fails is asked for again. */
  async function statusIn(orderId: string, wanted: (status: string) => boolean): Promise<void> {
    for (const started = performance.now(); performance.now() - started < patienceMs; await pause(50)) {
      const status = await statusOf(orderId).catch(() => undefined)
      if (status !== undefined && wanted(status)) return
    }
    throw new Error(`Order ${orderId} did not come so far within ${patienceMs} ms`)
  }

  async function statusOf(orderId: string): Promise<string | undefined> {
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path: `/orders/${orderId}`,
      headers: await authorized(authorization),
    })
    const text = await body.text()
    return statusCode === 200 ? (JSON.parse(text) as { status: string }).status : undefined
  }

  return {
    onAccepted(order) {
      const moment = momentFor(order)
      if (moment === undefined) return
      const task = cancel(order, moment, random() * withinMs)
        .catch(error => void failures.push(error))
        .finally(() => under.delete(task))
      under.add(task)
    },
    async done() {
      await Promise.all(under)
      await pool.destroy()
      if (failures.length > 0) throw failures[0]
      return report
    },
  }
}

const ended = new Set(['COMPLETED', 'REJECTED', 'CANCELLED'])
