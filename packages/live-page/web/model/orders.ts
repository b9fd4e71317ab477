import { signal } from '@preact/signals'
import type { Journey } from '../../src/api.ts'
import type { Order, PlaceOrderResponse } from '../generated/answers.ts'
import { mixedOrder, type OrderRequest } from '../lib/wave.ts'
import { authorized, getJson, problemOf } from './request.ts'
import { config } from './store.ts'

/** The order service's address. @throws Error if the page does not know it */
function orderUrl(): string {
  const url = config.value.services.order
  if (url === undefined) throw new Error('This page does not know where the order service is.')
  return url
}

/** Places one order and returns its id. @throws Refused, or TypeError if the service is away */
export async function placeOrder(request: OrderRequest): Promise<string> {
  const response = await authorized(`${orderUrl()}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(request),
  })
  if (!response.ok) throw await problemOf(response)
  return ((await response.json()) as PlaceOrderResponse).orderId
}

/** What the order service knows of an order from the moment that it was accepted. */
export type Placing = Pick<Order, 'status' | 'reason'>

/** Asks the order service, which knows an order before its events have come. */
export const orderOf = async (orderId: string, signal: AbortSignal): Promise<Placing> =>
  await getJson(`${orderUrl()}/orders/${encodeURIComponent(orderId)}`, signal)

/** Asks for an order's cancellation. @throws Refused if it is too late */
export async function cancelOrder(orderId: string): Promise<void> {
  const response = await authorized(`${orderUrl()}/orders/${encodeURIComponent(orderId)}/cancel`, {
    method: 'POST',
  })
  if (!response.ok) throw await problemOf(response)
}

/** Changes a product's available pieces by hand. @throws Refused if there are not so many */
export async function adjustStock(productId: string, delta: number): Promise<void> {
  const url = config.value.services.inventory
  if (url === undefined) throw new Error('This page does not know where the inventory service is.')
  const response = await authorized(`${url}/products/${encodeURIComponent(productId)}/adjust`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ delta, reason: 'by hand, on the live page' }),
  })
  if (!response.ok) throw await problemOf(response)
}

/**
 * A page of the journey of an order, as reporting knows it.
 * @param after `next` of the page before, if there is one
 * @throws Refused 404 before it has heard of it
 */
export const journeyOf = (orderId: string, after?: string, abort?: AbortSignal): Promise<Journey> =>
  getJson(
    `/orders/${encodeURIComponent(orderId)}/journey${after === undefined ? '' : `?after=${after}`}`,
    abort,
  )

/** How many orders of a wave were accepted, and how many were not. */
export interface Wave {
  readonly placed: number
  readonly failed: number
  readonly of: number
}

/** The wave that is under way. */
export const wave = signal<Wave | undefined>(undefined)

/** A browser opens no more connections to one server. */
const atATime = 6

/**
 * Places a mixed wave, six orders at a time, some of them cancelled on the way. Once it is aborted no further order goes out; those that
 * did go on.
 *
 * @returns what became of it, when all that went out is answered
 */
export async function runWave(orders: number, abort: AbortSignal): Promise<Wave> {
  const progress = { placed: 0, failed: 0, of: orders }
  wave.value = { ...progress }
  let left = orders
  const work = async () => {
    while (left-- > 0 && !abort.aborted) {
      await placeMixed().then(
        () => progress.placed++,
        () => progress.failed++,
      )
      wave.value = { ...progress }
    }
  }
  await Promise.all(Array.from({ length: atATime }, work))
  wave.value = undefined
  return progress
}

async function placeMixed(): Promise<void> {
  const { request, cancelAfterMs } = mixedOrder()
  const orderId = await placeOrder(request)
  // One that comes too late is refused, and that is part of the mix.
  if (cancelAfterMs !== undefined) setTimeout(() => cancelOrder(orderId).catch(() => {}), cancelAfterMs)
}

/** Orders a second that the page keeps coming; 0 for none. */
export const steadyRate = signal(0)

const tickMs = 100
/** A page that was forgotten does not go on for ever. */
const steadyForMs = 10 * 60_000

/** Keeps mixed orders coming at the rate that is set, for ten minutes at most after it was set last. */
export function startSteadyOrders(abort: AbortSignal): void {
  let owed = 0
  let underWay = 0
  let until = 0
  steadyRate.subscribe(() => {
    owed = 0
    until = Date.now() + steadyForMs
  })
  const timer = setInterval(() => {
    if (Date.now() > until) steadyRate.value = 0
    owed = Math.min(owed + (steadyRate.value * tickMs) / 1000, steadyRate.value)
    while (owed >= 1 && underWay < atATime) {
      owed--
      underWay++
      void placeMixed()
        .catch(() => {})
        .finally(() => underWay--)
    }
  }, tickMs)
  abort.addEventListener('abort', () => clearInterval(timer))
}
