import { setTimeout as pause } from 'node:timers/promises'
import { percentile } from '@orderflow/load'
import { ServiceError } from '@orderflow/service-kit'
import { mismatches } from '../../stacks/compare.ts'
import { ownersTruth } from '../../stacks/truth.ts'
import { until } from '../cluster.ts'
import { endedBetween } from '../ended.ts'
import { type ObservedTargets, observeTargets, type TargetName, targetNames } from '../observed-targets.ts'
import type { Chaos, Scenario } from '../scenario.ts'

/** What runs beside a system while the scenario does. */
const beside = new WeakMap<Chaos['system'], ObservedTargets>()
/** The most that others may be slower while one is away. */
const slower = 1.2
/** Programs that have just started are slow: what comes later is not to be compared with that. */
const settlingMs = 10_000
/** A target that takes longer to show what Kafka has is still catching up. */
const upToDateWithinMs = 3_000
const catchUpRounds = 20

interface Period {
  readonly away?: TargetName
  readonly from: Date
  readonly to: Date
}

/** Each broker of the other stacks goes away under load in turn: the saga and the other targets do not notice. */
export const targetsDown: Scenario = {
  name: 'targets-down',
  row: 19,
  about: 'RabbitMQ, the EventBridge endpoint and NATS go away in turn under the bridge',
  brokers: 1,
  short: { orders: 500, perSecond: 10, faults: 3, faultSeconds: 8, minutes: 2 },
  full: { orders: 4_000, perSecond: 20, faults: 3, faultSeconds: 30, minutes: 5 },
  async fault(chaos) {
    const { extent, system, strike, recovered } = chaos
    const { faultSeconds = 30 } = extent
    const targets = await observeTargets(system, chaos.postgresUrl('postgres'))
    beside.set(system, targets)
    await untilUpToDate(targets, targetNames, chaos)
    await pause(settlingMs)
    const periods: Period[] = [await period(faultSeconds)]
    for (const away of targetNames) {
      strike(`${away} is away for ${faultSeconds} s`)
      await targets.kill(away)
      periods.push({ away, ...(await period(faultSeconds)) })
      await targets.startAgain(away)
      await recovered()
      await untilUpToDate(targets, [away], chaos)
      // What it worked off late is not to be taken for the next fault's doing.
      await pause(settlingMs)
    }
    // What comes late counts as late.
    await untilUpToDate(targets, targetNames, chaos)
    await report(chaos, targets, periods)
  },
  async afterwards(chaos) {
    const targets = beside.get(chaos.system)
    if (targets === undefined) return
    try {
      const truth = await ownersTruth(chaos.postgresUrl)
      const wrong = () =>
        ([...targetNames, 'kafka'] as const).flatMap(name =>
          mismatches(truth, targets.views[name].report()).map(mismatch => `${name}: ${mismatch}`),
        )
      // If one stays behind, what it lacks is said.
      await until('all show what the owners have', async () => wrong().length === 0).catch(() => {})
      for (const mismatch of wrong()) chaos.broken(mismatch)
      const again = targetNames.map(name => targets.views[name].report().duplicates)
      chaos.figure(
        'events delivered again',
        again.reduce((sum, count) => sum + count, 0),
      )
    } finally {
      await targets.stop()
    }
  },
}

async function period(seconds: number): Promise<Period> {
  const from = new Date()
  await pause(seconds * 1000)
  return { from, to: new Date() }
}

/**
 * Until each target shows within some seconds what Kafka has, which has more by then: one that is a minute behind shows
 * what Kafka had a minute ago, and is still working off the rest. In the short form, where no times are compared, a machine may be
 * slower than that for good.
 */
async function untilUpToDate(
  { views }: ObservedTargets,
  names: readonly TargetName[],
  { extent }: Pick<Chaos, 'extent'>,
) {
  for (let rounds = 0, tookMs = Number.POSITIVE_INFINITY; tookMs > upToDateWithinMs; rounds++) {
    if (rounds === catchUpRounds) {
      if (!isFull(extent)) return
      throw new ServiceError('FAULT_INCOMPLETE', `${names.join(', ')} did not catch up with Kafka.`)
    }
    const started = performance.now()
    const { events } = views.kafka.report()
    await until(`what Kafka had has come from ${names.join(', ')}`, async () =>
      names.every(name => views[name].report().events >= events),
    )
    tookMs = performance.now() - started
  }
}

/** The 99th percentile of the events of a period, from event to arrival, in milliseconds. */
function p99(targets: ObservedTargets, name: TargetName, { from, to }: Period): number {
  const arrived = targets.views[name].arrivals.filter(({ at }) => at >= from.getTime() && at <= to.getTime())
  return percentile(
    arrived.map(({ milliseconds }) => milliseconds),
    0.99,
  )
}

async function report(chaos: Chaos, targets: ObservedTargets, [before, ...outages]: readonly Period[]) {
  if (before === undefined) return
  const ordersBefore = await endedBetween(chaos.postgresUrl, before.from, before.to)
  for (const outage of outages) {
    for (const name of targetNames.filter(name => name !== outage.away)) {
      compare(
        chaos,
        `${name} while ${outage.away} is away`,
        p99(targets, name, before),
        p99(targets, name, outage),
      )
    }
    const orders = await endedBetween(chaos.postgresUrl, outage.from, outage.to)
    compare(chaos, `orders while ${outage.away} is away`, ordersBefore.p99Ms, orders.p99Ms)
  }
}

const isFull = ({ faultSeconds }: Chaos['extent']) => faultSeconds === targetsDown.full.faultSeconds

/** A ratio for the report; in the full form, which has enough of them for a 99th percentile, it must hold. */
function compare(chaos: Chaos, what: string, before: number, now: number) {
  const ratio = now / before
  if (Number.isNaN(ratio)) {
    if (isFull(chaos.extent)) chaos.broken(`there is no p99 of ${what}: no event of that time has come`)
    return
  }
  chaos.figure(`p99 of ${what} ÷ before`, ratio)
  if (isFull(chaos.extent) && ratio > slower) {
    chaos.broken(`p99 of ${what} is ${Math.round(now)} ms, was ${Math.round(before)} ms before`)
  }
}
