import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { openInjector } from '../../../dev/lib/injector.ts'
import { sagaServices } from '../../../dev/lib/services.ts'
import { businessState } from '../business-state.ts'
import { until, withAdmin } from '../cluster.ts'
import { readTopics, type TopicRecord } from '../oracle/index.ts'
import { countDeadLetters, isPoison, malformed, throwing } from '../poison.ts'
import type { Chaos, Scenario } from '../scenario.ts'
import { untilSettled } from '../settled.ts'

const poisoned = 20

/** Everything comes again: once from the first offset, once as copies in an order that never was. */
export const fullReplay: Scenario = {
  name: 'full-replay',
  row: 9,
  about: 'all topics are read again, then sent again shuffled: nothing changes',
  brokers: 1,
  ignoreKeys: isPoison,
  short: { orders: 1_500, perSecond: 75, faults: 2, minutes: 1.5 },
  full: { orders: 20_000, perSecond: 75, faults: 2, minutes: 8 },
  async fault({ system, random, recovered }) {
    const injector = await openInjector(system.kafkaAccess)
    try {
      const messages = Array.from({ length: poisoned }, (_, n) =>
        n % 4 === 0 ? throwing(`poison-${n}`) : malformed(`poison-${n}`, random),
      )
      await injector.send(messages)
    } finally {
      await injector.close()
    }
    await recovered()
  },
  async afterwards(chaos) {
    chaos.expectDeadLetters(Number.MAX_SAFE_INTEGER)
    const before = await businessState(chaos.postgresUrl)
    chaos.strike('every group reads its topics again from the start')
    await readAgain(chaos)
    await compare(chaos, before, 'reading again')
    chaos.strike('all events are sent again, the topics shuffled')
    await sendAgain(chaos)
    await compare(chaos, before, 'sending again')
    const { expected, found, missing, wrong } = await countDeadLetters(chaos.system.kafkaAccess)
    chaos.figure('dead letters expected', expected)
    chaos.figure('dead letters found', found)
    for (const where of missing.slice(0, 5)) chaos.broken(`no dead letter for ${where}`)
    for (const what of wrong.slice(0, 5)) chaos.broken(`a wrong dead letter: ${what}`)
  },
}

async function readAgain({ system }: Chaos): Promise<void> {
  await Promise.all(Object.values(system.services).map(service => service.stop()))
  const names = sagaServices.map(({ name }) => name)
  await withAdmin(system.kafkaAccess, async admin => {
    await until('every group is empty', async () =>
      (await admin.describeGroups(names)).groups.every(({ state }) => state === 'Empty'),
    )
    // Without offsets, a group begins at the start.
    await admin.deleteGroups(names)
  })
  await Promise.all(Object.values(system.services).map(service => service.start()))
}

async function sendAgain({ system, random, figure }: Chaos): Promise<void> {
  const consumed = new Set(sagaServices.flatMap(({ topics }) => topics))
  const records: { record: TopicRecord; at: number }[] = []
  await readTopics(
    system.kafkaAccess,
    topic => consumed.has(topic),
    // Poison has no id that an inbox could know again: a copy is another message.
    record => record.key !== null && !isPoison(record.key) && records.push({ record, at: random() }),
  )
  records.sort((a, b) => a.at - b.at)
  figure('events sent again', records.length)
  const injector = await openInjector(system.kafkaAccess)
  try {
    for (let from = 0; from < records.length; from += 500) {
      await injector.send(records.slice(from, from + 500).map(({ record }) => record))
    }
  } finally {
    await injector.close()
  }
}

/** Records that a service has still to read, of all its topics. */
async function unread(kafka: KafkaAddress): Promise<number> {
  return await withAdmin(kafka, async admin => {
    let sum = 0
    for (const { name, topics } of sagaServices) {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId: name, topics: [...topics] })) {
        const ends = new Map((await admin.fetchTopicOffsets(topic)).map(end => [end.partition, end]))
        for (const { partition, offset } of partitions) {
          const { low = '0', high = '0' } = ends.get(partition) ?? {}
          // -1: nothing is committed yet.
          sum += Number(high) - Math.max(Number(low), Number(offset))
        }
      }
    }
    return sum
  })
}

async function compare(chaos: Chaos, before: ReadonlyMap<string, string>, what: string): Promise<void> {
  const { system, postgresUrl, patience, broken, say } = chaos
  await until('every record is read', async () => (await unread(system.kafkaAccess)) === 0)
  const { left } = await untilSettled({ postgresUrl }, patience)
  if (left !== undefined) broken(`not settled after ${what}: ${left}`)
  const after = await businessState(postgresUrl)
  const changed = [...after].filter(([table, state]) => before.get(table) !== state).map(([table]) => table)
  if (changed.length > 0) broken(`${what} has changed ${changed.join(', ')}`)
  else say(`  ${what} has changed nothing in ${after.size} tables`)
}
