import { setTimeout as pause } from 'node:timers/promises'
import { type Release, releaseIn, thisBuild } from '../../../dev/lib/release.ts'
import type { Replica } from '../../../dev/lib/service-processes.ts'
import { type ServiceName, services } from '../../../dev/lib/services.ts'
import { changelog, type Hindrances, nextIn, releasesIn, rollable } from '../../../dev/releases/changelog.ts'
import { copyOf } from '../../../dev/releases/copy.ts'
import { untilAllEnded } from '../ended.ts'
import type { Chaos, Preparation, Scenario } from '../scenario.ts'

const next = nextIn(changelog())
const known = rollable(releasesIn(changelog()), next)
/** Of a deployment: a set-up, and each service. */
const strikes = 1 + services.length
const strikesOf = (newestFirst: readonly Hindered[]) => strikes * stepsOf(newestFirst.toReversed()).length

/** What is known of a release that follows another. */
type Hindered = Partial<Pick<Hindrances, 'noWayBack' | 'setUpStays'>>
type Deployed = Release & Hindered

/**
 * What is deployed over the first, one after the other: each, and, unless there is no way back, the one before and it again; and
 * whether its set-up is run.
 */
export const stepsOf = <Each extends Hindered>(chain: readonly Each[]) =>
  chain.slice(1).flatMap((later, i) => {
    const out = { release: later, setsUp: true }
    if (later.noWayBack !== undefined) return [out]
    return [out, { release: chain[i] as Each, setsUp: later.setUpStays === undefined }, out]
  })

/**
 * Each release is deployed over the one before it, rolled back and deployed again, as people do it: its set-up first, beside what
 * runs, then service by service a replica that joins, and shares the work for a while before the other one leaves.
 */
export const mixedReleases: Scenario = {
  name: 'mixed-releases',
  row: 26,
  about: 'a release is rolled out over the one before, back, and out again',
  brokers: 1,
  fronted: true,
  cancelPercent: 20,
  cancelWithinMs: 200,
  system: { without: [] },
  short: {
    orders: 1_500,
    perSecond: 20,
    faults: strikesOf([next, ...known.slice(0, 1)]),
    faultSeconds: 1,
    minutes: 2,
  },
  full: {
    orders: 10_000,
    perSecond: 20,
    faults: strikesOf([next, ...known]),
    faultSeconds: 12,
    minutes: 4 * known.length,
  },
  ...rolledOut(releases),
}

/** @param releasesOf those that follow each other, the oldest first */
export function rolledOut(
  releasesOf: (how: Preparation) => Promise<readonly Deployed[]>,
): Pick<Scenario, 'prepare' | 'fault'> {
  let chain: readonly Deployed[] = []
  return {
    async prepare(how) {
      chain = await releasesOf(how)
      return { release: chain[0] as Release }
    },
    async fault(chaos) {
      const { recovered, figure } = chaos
      const deployment = openDeployment(chaos)
      const started = performance.now()
      for (const { release, setsUp } of stepsOf(chain)) await deployment.deploy(release, setsUp)
      await recovered()
      figure('releases were mixed, s', (performance.now() - started) / 1_000)
      figure('pairs of releases', chain.length - 1)
    },
  }
}

/** The last one and this build, or all that can be rolled one after the other. */
async function releases({ form, signal, say }: Preparation): Promise<Deployed[]> {
  const copied: Deployed[] = []
  for (const { version, commit, ...hindrances } of form === 'short'
    ? known.slice(0, 1)
    : known.toReversed()) {
    const { folder } = await copyOf(commit, { log: say, signal })
    copied.push({ ...releaseIn(folder, version), ...hindrances })
  }
  return [...copied, { ...thisBuild, ...next }]
}

function openDeployment(chaos: Chaos) {
  const { system, extent, front, patience, random, strike, recovered, broken } = chaos
  const { postgresUrl } = chaos
  const running = new Map<ServiceName, Replica>(
    Object.entries(system.endpoints().services).map(([name, address]) => {
      return [name as ServiceName, { process: system.services[name as ServiceName]!, address }]
    }),
  )
  let started = 0

  async function roll(name: ServiceName, release: Release): Promise<void> {
    const before = running.get(name) as Replica
    const next = await system.replica(name, `${name}-${++started}`, release.main(name))
    next.process.onExit(({ expected }) => {
      if (!expected) broken(`${name} of ${release.name} ended by itself`)
    })
    strike(`${name} of ${release.name} joins`)
    await next.process.start()
    if (name === 'order') front?.leadTo([before.address, next.address])
    await recovered()
    await pause(1_000 * (extent.faultSeconds ?? 0))
    if (name === 'order') front?.leadTo([next.address])
    await before.process.stop()
    running.set(name, next)
    await untilAllEnded(postgresUrl, new Date(), patience)
  }

  return {
    /** As `npm start` and compose do it: set-up, and then the services, in an order that is another each time. */
    async deploy(release: Release, setsUp: boolean): Promise<void> {
      if (setsUp) {
        strike(`${release.name} sets up`)
        await release.setUp({ adminUrl: postgresUrl('postgres'), ...system.kafkaAccess, without: [] })
        await recovered()
      }
      for (const name of shuffled([...running.keys()], random)) await roll(name, release)
    },
  }
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const placed = items.map(item => [random(), item] as const)
  return placed.toSorted(([a], [b]) => a - b).map(([, item]) => item)
}
