import { setTimeout as pause } from 'node:timers/promises'
import { endedBetween } from '../ended.ts'
import { heldTopics, holdTransactions } from '../held-transaction.ts'
import { readTopics } from '../oracle/index.ts'
import type { Scenario } from '../scenario.ts'

/**
 * A transaction takes its places in the outbox and does not commit for minutes: rows behind it must be published
 * meanwhile, and its own rows afterwards, though their places are older than all that has been published since.
 */
export const openTransaction: Scenario = {
  name: 'open-transaction',
  row: 13,
  about: 'a transaction holds places in three outboxes; the relays keep going',
  brokers: 1,
  ignoreKeys: key => key.startsWith('held-'),
  short: { orders: 1_500, perSecond: 50, faults: 1, faultSeconds: 25, minutes: 1.2 },
  full: { orders: 34_000, perSecond: 50, faults: 1, faultSeconds: 600, minutes: 12 },
  async fault({ extent, postgresUrl, strike, recovered, figure, broken, say }) {
    const { faultSeconds = 25 } = extent
    await pause(5_000) // processes that have just started are slow
    const healthy = new Date()
    await pause(Math.min(60, faultSeconds / 2) * 1000)
    const opened = new Date()
    const before = await endedBetween(postgresUrl, healthy, opened)
    strike(`a transaction in each of three outboxes is open for ${faultSeconds} s`)
    const held = await holdTransactions(postgresUrl)
    await pause(faultSeconds * 1000)
    const during = await endedBetween(postgresUrl, opened, new Date())
    await held.commit()
    await recovered()
    say(`  p99 ${before.p99Ms} ms before, ${during.p99Ms} ms while it was open; ${during.ended} orders ended`)
    figure('p99 before, ms', before.p99Ms)
    figure('p99 while it was open, ms', during.p99Ms)
    figure('p99, times that before', during.p99Ms / before.p99Ms)
    if (during.ended === 0) broken('no order ended while the transaction was open')
  },
  async afterwards({ system, broken, figure }) {
    const keys = new Set<string>()
    await readTopics(
      system.kafkaAccess,
      topic => heldTopics.includes(topic),
      ({ key }) => key?.startsWith('held-') && keys.add(key),
    )
    figure('late rows published', keys.size)
    if (keys.size !== heldTopics.length)
      broken(`of the ${heldTopics.length} rows that committed late, ${keys.size} were published`)
  },
}
