import { setTimeout as pause } from 'node:timers/promises'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { openInjector } from '../../../dev/lib/injector.ts'
import { redriveAll } from '../../../ops/dlq/redrive.ts'
import { endedBetween } from '../ended.ts'
import { countDeadLetters, type DeadLetterCount, isPoison, malformed, throwing } from '../poison.ts'
import type { Scenario } from '../scenario.ts'

/** Records on the topics for each order, about: what 1 % and 0.1 % are taken of. */
const recordsPerOrder = 10
const lookEveryMs = 500

/** Messages that nobody can read, and sound ones that make a decision throw, among the healthy ones. */
export const poison: Scenario = {
  name: 'poison',
  row: 10,
  about: '1 % malformed and 0.1 % throwing: all of them dead letters, all redriven',
  brokers: 1,
  ignoreKeys: isPoison,
  short: { orders: 1_500, perSecond: 50, faults: 1, faultSeconds: 20, minutes: 1 },
  full: { orders: 10_000, perSecond: 50, faults: 1, faultSeconds: 120, minutes: 5 },
  async fault({ system, extent, random, postgresUrl, strike, recovered, figure, say }) {
    const { faultSeconds = 20, perSecond } = extent
    await pause(5_000) // processes that have just started are slow
    const healthy = new Date()
    await pause(faultSeconds * 500)
    const began = new Date()
    const before = await endedBetween(postgresUrl, healthy, began)
    strike(`poison for ${faultSeconds} s`)
    const injector = await openInjector(system.kafkaAccess)
    const bad = Math.round((perSecond * recordsPerOrder) / 100)
    let sent = 0
    try {
      for (let second = 0; second < faultSeconds; second++) {
        const messages = Array.from({ length: bad }, () => malformed(`poison-${++sent}`, random))
        // A tenth of as many throw: one every second or so.
        if (random() < bad / 10) messages.push(throwing(`poison-${++sent}`))
        await injector.send(messages)
        await pause(1_000)
      }
    } finally {
      await injector.close()
    }
    const during = await endedBetween(postgresUrl, began, new Date())
    await recovered()
    figure('poisoned messages', sent)
    figure('healthy p99 before, ms', before.p99Ms)
    figure('healthy p99 among poison, ms', during.p99Ms)
    figure('healthy p99, times that before', during.p99Ms / before.p99Ms)
    say(`  ${sent} poisoned; p99 of the others ${before.p99Ms} ms before, ${during.p99Ms} ms among them`)
  },
  async afterwards({ system, patience, figure, broken, expectDeadLetters, say }) {
    const kafka = system.kafkaAccess
    const first = await countDeadLetters(kafka)
    figure('dead letters expected', first.expected)
    figure('dead letters found', first.found)
    // A relay in doubt sends a dead letter twice, as any message.
    expectDeadLetters(Number.MAX_SAFE_INTEGER)
    reportCount(first, broken)

    // None of the causes is mended: each of them is tried again, changes nothing, and is a dead letter once more.
    const results = await redriveAll(system.endpoints(), 'chaos')
    const redriven = results.filter(({ status }) => status === 'redriven').length
    figure('dead letters redriven', redriven)
    const refused = results.filter(({ status }) => status === 'refused')
    for (const { id, detail } of refused.slice(0, 5)) broken(`not sent back: ${id}: ${detail}`)
    if (redriven !== first.records) broken(`${redriven} of ${first.records} dead letters were sent back`)
    const wanted = first.expected + redriven
    const again = await countOnceThereAre(wanted, kafka, patience)
    figure('dead letters after the redrive', again.found)
    if (again.expected !== wanted)
      broken(`${again.expected - first.expected} of ${redriven} that were sent back came to their topics`)
    reportCount(again, broken)
    say(`  ${redriven} dead letters sent back, ${again.found - first.found} of them dead letters again`)
  },
}

/** The dead letters once there are so many, or as they are when patience (seconds) is at its end. */
async function countOnceThereAre(wanted: number, kafka: KafkaAddress, patience: number) {
  const until = performance.now() + 1000 * patience
  for (;;) {
    const count = await countDeadLetters(kafka)
    if (count.found >= wanted || performance.now() > until) return count
    await pause(lookEveryMs)
  }
}

function reportCount({ missing, wrong }: DeadLetterCount, broken: (finding: string) => void) {
  for (const where of missing.slice(0, 5)) broken(`no dead letter for ${where}`)
  for (const what of wrong.slice(0, 5)) broken(`a wrong dead letter: ${what}`)
}
