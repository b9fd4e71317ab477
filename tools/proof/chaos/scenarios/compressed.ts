import { setTimeout as pause } from 'node:timers/promises'
import { sagaServices } from '../../../dev/lib/services.ts'
import { setTopicConfig } from '../cluster.ts'
import type { Scenario } from '../scenario.ts'

const codecs = ['lz4', 'zstd', 'snappy', 'gzip']
const topics = [...new Set(sagaServices.flatMap(({ topics }) => topics))]

/** Topics are set to one codec after the other under load: what the broker then stores, every consumer has to read. */
export const compressed: Scenario = {
  name: 'compressed',
  row: 16,
  about: 'every topic is compressed with lz4, zstd, snappy and gzip in turn',
  brokers: 1,
  short: { orders: 1_500, perSecond: 50, faults: 4, faultSeconds: 4, minutes: 1 },
  full: { orders: 10_000, perSecond: 50, faults: 40, faultSeconds: 5, minutes: 5 },
  async fault({ system, extent, strike, recovered }) {
    const { faultSeconds = 4, faults } = extent
    for (let n = 0; n < faults; n++) {
      const codec = codecs[n % codecs.length] as string
      await setTopicConfig(system, topics, 'compression.type', codec)
      strike(`the topics are compressed with ${codec}`)
      await pause(faultSeconds * 1000)
      await recovered()
    }
    await setTopicConfig(system, topics, 'compression.type', 'producer')
    await recovered()
  },
}
