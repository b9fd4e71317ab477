import { services } from '../../../dev/lib/services.ts'
import { endedUnder } from '../fuzz.ts'
import { startFuzzedSystem } from '../system.ts'
import type { Opening, Outcome, Target } from '../target.ts'
import { openBooks } from './books.ts'
import type { KafkaCase } from './case.ts'
import { kafkaCase, soundCase } from './generate.ts'
import { idsOf, judge } from './judge.ts'
import { openRawSender, type Put } from './sender.ts'

/** Batches that are sent side by side. */
const sideBySide = 16

/** Records on every topic that a service reads, with the services that read them. */
export async function kafka(opening: Opening): Promise<Target<KafkaCase>> {
  const { system, revive, vitals, close } = await startFuzzedSystem(opening)
  const sender = await openRawSender(system.kafkaAccess)
  const books = await openBooks(system.kafkaAccess, system.endpoints())

  /** Behind all of them, on each partition that got anything, what is right: where it ends, a service has to come. */
  async function putLast(puts: readonly Put[]): Promise<ReadonlyMap<string, number>> {
    const places = new Map(puts.map(put => [`${put.topic}/${put.partition}`, put]))
    const ends = [...places].map(async ([place, { topic, partition }]) => {
      const last = await sender.put(soundCase(topic, partition))
      if (typeof last === 'string') throw new Error(`What is right was refused on ${place}: ${last}`)
      return [place, Number(last[0]?.offset) + 1] as const
    })
    return new Map(await Promise.all(ends))
  }

  return {
    short: 1_000,
    chunk: 250,
    generate: kafkaCase,
    async run(cases) {
      const puts: (readonly Put[] | string)[] = []
      let next = 0
      const work = async () => {
        for (let n = next++; n < cases.length; n = next++) puts[n] = await sender.put(cases[n] as KafkaCase)
      }
      await Promise.all(Array.from({ length: sideBySide }, work))
      const all = puts.filter(put => typeof put !== 'string').flat()
      const stuck = await books.behind(await putLast(all))
      const ended = await revive()
      if (ended.length > 0) return endedUnder(cases, ended.join(' and '))
      if (stuck !== undefined) return cases.map(() => ({ verdict: 'stuck', fault: stuck }))
      const letters = await books.letters()
      const taken = new Map<string, ReadonlySet<string>>()
      for (const service of services) {
        const ids = all.filter(({ topic }) => service.topics.includes(topic)).flatMap(idsOf)
        taken.set(service.name, await books.taken(service, ids))
      }
      return cases.map((one, n): Outcome => {
        const put = puts[n] as readonly Put[] | string
        if (typeof put === 'string')
          return { verdict: `refused by the broker: ${put.slice(0, put.indexOf(':'))}` }
        const readers = services.filter(({ topics }) => topics.includes(one.topic))
        return judge(one, put, { readers, taken, letters })
      })
    },
    vitals,
    async close() {
      await books.close()
      await sender.close()
      await close()
    },
  }
}
