import type { Frame, Watch } from '@orderflow/live-page/api'
import { inTransaction } from '@orderflow/messaging/database'
import type { Consuming } from '@orderflow/messaging/dead-letters'
import type { Kafka } from '@orderflow/messaging/kafka'
import type { Pool } from 'pg'
import { percentile } from '../domain/durations.ts'
import { countEvents, countOrders, findDurations, sumRevenue } from '../figures.ts'
import { findOrdersChangedLast, findStockChangedLast } from '../queries.ts'
import { askBrokers } from './brokers.ts'
import { createSource } from './source.ts'
import { createStockChanges } from './stock-changes.ts'

export interface FrameSources {
  readonly pool: Pool
  readonly kafka: Pick<Kafka, 'lag' | 'depths'>
  /** The services whose lag and dead letters are shown. */
  readonly consumers: () => Promise<readonly Consuming[]>
  /** What the services' metrics and the alerts say; null if nobody asks them. */
  readonly watch: () => Watch | null
}

const withinMs = 1_500
const brokerEveryMs = 1_000
const durationsOfLastSeconds = 10
const maxProducts = 500

/** Makes frames of what the database and the brokers say; a part that is away is null and comes back by itself. */
export function createFrames({ pool, kafka, consumers, watch }: FrameSources) {
  const stock = createStockChanges()
  const database = createSource(() => figures(pool), withinMs)
  const brokers = createSource(async () => askBrokers(kafka, await consumers()), withinMs)
  let asked: { readonly at: number; readonly answer: ReturnType<typeof brokers> } | undefined

  /** Every second, not with every frame. */
  function askNowAndThen() {
    const now = performance.now()
    if (asked === undefined || now - asked.at >= brokerEveryMs) asked = { at: now, answer: brokers() }
    return asked.answer
  }

  return {
    allStock: stock.all,
    async next(): Promise<Frame> {
      const [known, broker] = await Promise.all([database(), askNowAndThen()])
      return {
        at: new Date().toISOString(),
        events: known?.events ?? null,
        orders: known?.orders ?? null,
        revenue: known?.revenue ?? null,
        sagaMs: known?.sagaMs ?? null,
        ...(known === null ? { stock: [], gone: [] } : stock.next(known.products)),
        recent: known?.recent ?? [],
        lag: broker?.lag ?? null,
        deadLetters: broker?.deadLetters ?? null,
        watch: watch(),
      }
    },
  }
}

/** One snapshot of the read models, so that a frame's figures agree with each other. */
const figures = (pool: Pool) =>
  inTransaction(pool, async tx => {
    const [, events, orders, revenue, durations, products, recent] = await Promise.all([
      tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY'),
      countEvents(tx),
      countOrders(tx),
      sumRevenue(tx),
      findDurations(tx, durationsOfLastSeconds),
      findStockChangedLast(tx, maxProducts),
      findOrdersChangedLast(tx),
    ])
    const [p50, p99] = [percentile(durations, 0.5), percentile(durations, 0.99)]
    const sagaMs =
      p50 === undefined || p99 === undefined
        ? null
        : { p50: Math.round(p50), p99: Math.round(p99), n: durations.reduce((all, { n }) => all + n, 0) }
    return { events, orders, revenue, sagaMs, products, recent }
  })
