import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { killAndWait } from '../processes.ts'
import type { Scenario } from '../scenario.ts'

const product = 'prod-7'

/**
 * Somebody holds the row of one product, as a person at a prompt does: orders of that product wait, and those of every
 * other come to their end as before. Inventory is killed while some wait: none of them is forgotten.
 */
export const heldRow: Scenario = {
  name: 'held-row',
  row: 14,
  about: 'somebody holds the row of one product; inventory dies meanwhile',
  brokers: 1,
  cancelPercent: 0,
  short: { orders: 1_000, perSecond: 50, faults: 1, faultSeconds: 15, minutes: 1 },
  full: { orders: 20_000, perSecond: 50, faults: 6, faultSeconds: 40, minutes: 8 },
  async fault({ system, extent, postgresUrl, strike, recovered, figure, broken, say }) {
    const { faults, faultSeconds = 15 } = extent
    const orders = new pg.Client({ connectionString: postgresUrl('orders') })
    await orders.connect()
    let slowest = 0
    for (let fault = 0; fault < faults; fault++) {
      await pause(5_000) // processes that have just started are slow
      const person = new pg.Client({ connectionString: postgresUrl('inventory'), application_name: 'chaos' })
      await person.connect()
      await person.query('BEGIN')
      await person.query('SELECT FROM products WHERE product_id = $1 FOR UPDATE', [product])
      strike(`the row of ${product} is held for ${faultSeconds} s`)
      const { rows: since } = await orders.query('SELECT now()')
      await pause(faultSeconds * 1000)
      const { rows } = await orders.query(othersSince, [
        since[0].now,
        JSON.stringify([{ productId: product }]),
      ])
      await killAndWait(system.services.inventory)
      await person.query('ROLLBACK')
      await person.end()
      await recovered()
      const { p99, others, open, waiting } = rows[0]
      say(`  ${others} orders of other products: p99 ${p99} ms, ${open} late; ${waiting} wait for the row`)
      slowest = Math.max(slowest, p99)
      if (open > 0) broken(`${open} orders of other products took more than 10 s while the row was held`)
      if (waiting === 0) broken('no order waited for the row: nothing was tried')
    }
    await orders.end()
    figure('p99 of other products while it was held, ms', slowest)
  },
}

/** Of the orders that were placed meanwhile and had 2 s: how long they took, and which are open. */
const othersSince = `
  SELECT round(1000 * extract(epoch FROM percentile_disc(0.99) WITHIN GROUP (ORDER BY
           CASE WHEN ended THEN updated_at ELSE now() END - created_at) FILTER (WHERE NOT wanted)))::integer AS p99,
         (count(*) FILTER (WHERE NOT wanted))::integer AS others,
         (count(*) FILTER (WHERE NOT wanted AND NOT ended AND created_at < now() - interval '10 s'))::integer AS open,
         (count(*) FILTER (WHERE wanted AND NOT ended))::integer AS waiting
  FROM (SELECT *, items @> $2::jsonb AS wanted FROM orders WHERE created_at > $1 AND created_at < now() - interval '2 s') o`
