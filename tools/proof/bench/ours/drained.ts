import { setTimeout as delay } from 'node:timers/promises'
import { type DatabaseName, openDatabases } from '../databases.ts'
import type { BenchContext } from '../scenario.ts'

const pollMs = 100
const withinMs = 180_000

const left: Readonly<Record<DatabaseName, string>> = {
  // In the words of the index on open orders.
  orders: 'EXISTS (SELECT FROM orders WHERE NOT ended)',
  inventory: 'EXISTS (SELECT FROM products WHERE reserved > 0)',
  payments: 'EXISTS (SELECT FROM gateway_requests)',
  shipping: 'false',
}

/**
 * Waits until every order has ended, as far as that can be seen for next to nothing, however many orders there ever
 * were: then costs can be read, before `settle` reads whole tables to be sure. It gives up after three minutes, and
 * leaves it to `settle` to say what is left.
 */
export async function drained(context: BenchContext): Promise<void> {
  const databases = await openDatabases(context)
  const startedAt = performance.now()
  try {
    while (performance.now() - startedAt < withinMs) {
      context.signal.throwIfAborted()
      const busy = await Promise.all(
        Object.entries(databases.clients).map(async ([name, client]) => {
          const { rows } = await client.query<{ busy: boolean }>(
            `SELECT EXISTS (SELECT FROM outbox) OR ${left[name as DatabaseName]} AS busy`,
          )
          return rows[0]?.busy
        }),
      )
      if (!busy.includes(true)) return
      await delay(pollMs)
    }
  } finally {
    await databases.end()
  }
}
