import { setTimeout as pause } from 'node:timers/promises'
import { type Release, releaseIn, thisBuild } from '../../../dev/lib/release.ts'
import type { Replica } from '../../../dev/lib/service-processes.ts'
import { type ServiceName, services } from '../../../dev/lib/services.ts'
import { changelog, nextSetUpStays, releasesIn, rollable } from '../../../dev/releases/changelog.ts'
import { copyOf } from '../../../dev/releases/copy.ts'
import { untilAllEnded } from '../ended.ts'
import type { Chaos, Preparation, Scenario } from '../scenario.ts'

const known = rollable(releasesIn(changelog()))
/** Of a deployment: a set-up, and each service. */
const strikes = 1 + services.length
/** To this release, and, unless there is no way back, to the one before and out again. */
const deployments = ({ noWayBack }: { readonly noWayBack?: unknown }) => (noWayBack ? 1 : 3)

/** A release, and whether the one before it can come back. */
interface Deployed extends Release {
  readonly noWayBack?: boolean
  /** The set-up of the one before is not run again when that comes back. */
  readonly setUpStays?: boolean
}

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
  short: { orders: 1_500, perSecond: 20, faults: 3 * strikes, faultSeconds: 1, minutes: 2 },
  full: {
    orders: 10_000,
    perSecond: 20,
    faults: strikes * known.slice(0, -1).reduce((sum, later) => sum + deployments(later), 3),
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
      for (const [i, later] of chain.slice(1).entries()) {
        const earlier = chain[i] as Release
        const steps = [later, earlier, later].slice(0, deployments(later))
        for (const release of steps) {
          await deployment.deploy(release, release === later || !later.setUpStays)
        }
      }
      await recovered()
      figure('releases were mixed, s', (performance.now() - started) / 1_000)
      figure('pairs of releases', chain.length - 1)
    },
  }
}

/** The last one and this build, or all that can be rolled one after the other. */
async function releases({ form, signal, say }: Preparation): Promise<Deployed[]> {
  const copied: Deployed[] = []
  for (const { version, commit, noWayBack, setUpStays } of form === 'short'
    ? known.slice(0, 1)
    : known.toReversed()) {
    const { folder } = await copyOf(commit, { log: say, signal })
    const release = releaseIn(folder, version)
    copied.push({ ...release, noWayBack: noWayBack !== undefined, setUpStays: setUpStays !== undefined })
  }
  return [...copied, { ...thisBuild, setUpStays: nextSetUpStays(changelog()) }]
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
