import { changeShards } from '@orderflow/messaging/set-up'
import type { Replica } from '../../../dev/lib/service-processes.ts'
import { sagaServices } from '../../../dev/lib/services.ts'
import { killAndWait } from '../processes.ts'
import type { Chaos, Scenario } from '../scenario.ts'

/** One after the other, again and again: no two neighbours divide alike. */
const counts = [4, 3, 8, 1]

/**
 * The outboxes are divided anew, again and again, while orders come in and relays come and go: each time another service has a
 * replica for a while, and of the two processes one is killed.
 */
export const relayShards: Scenario = {
  name: 'relay-shards',
  row: 21,
  about: 'outboxes are divided into other shards; relays come, are killed and go',
  brokers: 1,
  short: { orders: 1_500, perSecond: 50, faults: 4, minutes: 1 },
  full: { orders: 10_000, perSecond: 50, faults: 30, minutes: 8 },
  async fault(chaos) {
    const { system, extent, random, pick, strike, recovered, figure } = chaos
    let longest = 0
    for (let fault = 0; fault < extent.faults; fault++) {
      const shards = counts[fault % counts.length]!
      const { name } = pick(sagaServices)
      strike(`a second ${name} joins, and each outbox is divided into ${shards}`)
      const second: Replica = await system.replica(name, `${name}-${fault + 1}`)
      await second.process.start()
      longest = Math.max(longest, await divide(chaos, shards))
      await recovered()
      await killAndWait(random() < 0.5 ? system.services[name] : second.process)
      await recovered()
      await second.process.stop()
      await recovered()
    }
    figure('longest division, s', longest)
  },
}

/** @returns seconds that the slowest took: so long its relays rested */
async function divide({ postgresUrl }: Chaos, shards: number): Promise<number> {
  const seconds = sagaServices.map(async ({ database }) => {
    const since = performance.now()
    await changeShards(postgresUrl(database), shards)
    return (performance.now() - since) / 1_000
  })
  return Math.max(...(await Promise.all(seconds)))
}
