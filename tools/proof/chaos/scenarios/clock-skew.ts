import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { projectRoot } from '../../../dev/lib/system.ts'
import { countByDeadline } from '../ended.ts'
import type { Chaos, Scenario } from '../scenario.ts'
import { withTopicSetting } from '../topic-setting.ts'

/** Beyond what a broker takes of a record's time: an hour ahead, unless it is told otherwise. */
const skewSeconds = 90 * 60
const clockFile = join(projectRoot, '.data', 'chaos', 'clock-skew', 'clock')

/** One round of everything that a broker refuses for a while; each is over when someone has put it right. */
const faults: readonly ((chaos: Chaos, seconds: number) => Promise<void>)[] = [
  async ({ strike }, seconds) => {
    strike(`the services' clocks are ${skewSeconds / 60} min ahead for ${seconds} s`)
    await skewed(skewSeconds, seconds)
  },
  async ({ strike }, seconds) => {
    strike(`the services' clocks are ${skewSeconds / 60} min behind for ${seconds} s`)
    await skewed(-skewSeconds, seconds)
  },
  async ({ strike, system }, seconds) => {
    strike(`stock.reserved.v1 takes no message for ${seconds} s`)
    await withTopicSetting(system.kafkaAccess, 'stock.reserved.v1', 'max.message.bytes', '200', () =>
      pause(seconds * 1000),
    )
  },
]

/** Clocks are wrong and put right, a topic's limit is: nobody has to tell the services. */
export const clockSkew: Scenario = {
  name: 'clock-skew',
  row: 15,
  about: 'clocks 90 min ahead, then behind; a topic that takes nothing for a while',
  brokers: 1,
  system: {
    env: {
      NODE_OPTIONS: `--import ${new URL('../skewed-clock.ts', import.meta.url).href}`,
      SKEWED_CLOCK_FILE: clockFile,
    },
  },
  short: { orders: 1_500, perSecond: 50, faults: 3, faultSeconds: 8, minutes: 1.5 },
  full: { orders: 10_000, perSecond: 50, faults: 9, faultSeconds: 20, minutes: 5 },
  async fault(chaos) {
    const { faults: times, faultSeconds = 8 } = chaos.extent
    for (let i = 0; i < times; i++) {
      await faults[i % faults.length]?.(chaos, faultSeconds)
      await chaos.recovered()
    }
  },
  async afterwards({ postgresUrl, figure, broken }) {
    const early = await countByDeadline(postgresUrl)
    figure('orders ended by their deadline', early)
    if (early > 0) broken(`${early} orders were ended by a deadline that a wrong clock had set`)
  },
}

async function skewed(bySeconds: number, forSeconds: number): Promise<void> {
  await writeFile(clockFile, String(bySeconds))
  await pause(forSeconds * 1000)
  await rm(clockFile)
}
