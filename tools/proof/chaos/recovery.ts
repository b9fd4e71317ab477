import { setTimeout as pause } from 'node:timers/promises'
import { ServiceError } from '@orderflow/service-kit'
import type { System } from '../../dev/lib/system.ts'
import type { Load } from './load.ts'

const ends = new Set(['COMPLETED', 'REJECTED', 'CANCELLED'])
const lookEveryMs = 50

/**
 * Places an order and follows it to its end.
 *
 * @param patience seconds: a limit for a machine that is far too busy, and for a system that does not come back
 * @throws ServiceError `NOT_RECOVERED`
 */
export async function untilOrdersEnd(
  load: Load,
  { orders, fetch }: Pick<System, 'orders' | 'fetch'>,
  patience: number,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now()
  const orderId = await load.placeOne()
  let status: string | undefined
  for (;;) {
    status = (await statusOf(fetch, `${orders.orderUrl}/orders/${orderId}`)) ?? status
    const elapsedMs = performance.now() - started
    if (status !== undefined && ends.has(status)) return
    signal.throwIfAborted()
    if (elapsedMs > 1000 * patience) {
      throw new ServiceError(
        'NOT_RECOVERED',
        `Order ${orderId} is ${status ?? 'not shown'} ${patience} s after the fault: the services' logs say why.`,
      )
    }
    await pause(lookEveryMs)
  }
}

/** Undefined while the service does not answer. */
async function statusOf(fetch: System['fetch'], url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    const body = (await response.json()) as { status?: string }
    return response.ok ? body.status : undefined
  } catch {
    return undefined
  }
}
