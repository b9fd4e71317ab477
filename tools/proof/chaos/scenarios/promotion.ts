import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Postgres } from '@orderflow/embedded'
import { readLedger } from '@orderflow/load'
import { killAndWait } from '../processes.ts'
import type { Chaos, Scenario } from '../scenario.ts'
import { ask, primarySettings, type Standby, startStandby, waitForStandby } from '../standby.ts'

/** Longer than a service waits for the answer to a commit. */
const silentSeconds = 8

/**
 * The server of all databases dies, its standby is made the primary, and the services' address leads there. Commits wait for the
 * standby; before that, while they do not, it is counted what would be lost. Every second time the standby hears nothing
 * for a while before: then nothing may be acknowledged.
 */
export const promotion: Scenario = {
  name: 'promotion',
  row: 23,
  about: 'the primary dies, its standby takes over; before that it may be silent',
  brokers: 1,
  proxied: true,
  system: { postgresSettings: primarySettings },
  short: { orders: 1_500, perSecond: 50, faults: 2, minutes: 1.5 },
  full: { orders: 20_000, perSecond: 50, faults: 12, minutes: 10 },
  async fault(chaos) {
    const { system, extent, links, load, strike, recovered, say, figure } = chaos
    if (links === undefined) throw new Error('the scenario needs its proxies')
    let primary = system.postgres
    let acknowledged = 0
    for (let fault = 0; fault < extent.faults; fault++) {
      const standby = await startStandby(primary, join(system.dataDir, `standby-${fault + 1}`))
      chaos.atEnd(standby.stop)
      say('  a standby streams')
      if (fault === 0) await countWhatIsBehind(chaos, standby)
      await waitForStandby(primary)
      await load.reached(load.accepted + 2 * extent.perSecond)
      if (fault % 2 === 1) {
        standby.link.pause()
        const before = load.accepted
        await pause(silentSeconds * 1000)
        acknowledged += load.accepted - before
        say(`  the standby was silent for ${silentSeconds} s`)
      }
      strike('kill -9 of the primary; the standby is promoted')
      await killAndWait(primary)
      links.postgres.cut()
      await standby.promote()
      chaos.moveDatabases(standby.server)
      links.postgres.heal()
      await recovered()
      await staysAlone(chaos, primary)
      primary = standby.server
    }
    figure('synchronous: orders acknowledged while the standby was silent', acknowledged)
  },
}

/** Of the orders that were acknowledged, those that the standby lacks: with the primary gone for good they are lost. */
async function countWhatIsBehind({ system, load, figure }: Chaos, { server, link }: Standby): Promise<void> {
  for (const seconds of [0, 2]) {
    link.pause()
    await pause(seconds * 1000)
    const wanted = new Set<string>()
    const { accepted } = load
    for await (const { orderId } of readLedger(join(system.dataDir, 'acknowledged.jsonl')))
      if (wanted.size < accepted) wanted.add(orderId)
    for (const { id } of await ask<{ id: string }>(server, 'SELECT order_id AS id FROM orders', 'orders'))
      wanted.delete(id)
    figure(`asynchronous: orders acknowledged and not on a standby silent for ${seconds} s`, wanted.size)
    link.resume()
    await pause(2_000)
  }
}

const lookForSeconds = 3

/** The old primary comes back, as whatever starts servers would have it: nobody is to be led there. */
async function staysAlone({ broken }: Chaos, old: Postgres): Promise<void> {
  await old.start()
  const look = async () =>
    (
      await ask<{ orders: number; connections: number }>(
        old,
        `SELECT (SELECT count(*)::integer FROM orders) AS orders,
           (SELECT count(*)::integer FROM pg_stat_activity WHERE usename LIKE '%\\_app') AS connections`,
        'orders',
      )
    )[0]
  const before = await look()
  await pause(lookForSeconds * 1000)
  const after = await look()
  await old.stop()
  if (after?.connections !== 0 || after.orders !== before?.orders)
    broken(
      `the old primary has ${after?.connections} connections, ${after?.orders} orders: two are written to`,
    )
}
