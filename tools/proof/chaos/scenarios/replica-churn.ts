import { setTimeout as pause } from 'node:timers/promises'
import type { ServerProcess } from '@orderflow/embedded'
import { type SagaService, sagaServices } from '../../../dev/lib/services.ts'
import { killAndWait } from '../processes.ts'
import type { Chaos, Scenario } from '../scenario.ts'

const partitions = 4
/** Of a service; at first one has more than there are partitions. */
const most = 3
/** After so long a group gives up a member that is silent. */
const sessionSeconds = 6

/** Replicas come, leave in order and die, while the groups have not yet got over the one before. */
export const replicaChurn: Scenario = {
  name: 'replica-churn',
  row: 24,
  about: 'replicas of each service come, leave and are killed, all the time',
  brokers: 1,
  system: { partitions },
  short: { orders: 1_500, perSecond: 40, faults: 18, minutes: 1.5 },
  full: { orders: 10_000, perSecond: 40, faults: 100, minutes: 7 },
  async fault(chaos) {
    const { extent, strike, recovered, figure, random } = chaos
    const replicas = openReplicas(chaos)
    strike(await replicas.outnumber('shipping'))
    await recovered()
    strike(await replicas.leave('shipping'))
    await recovered()
    const started = performance.now()
    for (let fault = 0; fault < extent.faults - 2; fault++) {
      strike(await replicas.change())
      await pause(300 + random() * 1_000)
    }
    figure(
      `changes of replicas in ${sessionSeconds} s`,
      ((extent.faults - 2) * sessionSeconds * 1_000) / (performance.now() - started),
    )
    await recovered()
    figure('replicas at most', replicas.most)
  },
}

function openReplicas({ system, random, pick }: Chaos) {
  const running = new Map<SagaService, ServerProcess[]>(
    sagaServices.map(({ name }) => [name, [system.services[name]]]),
  )
  let started = 0
  let left = 0
  let highest = 0

  async function add(name: SagaService): Promise<void> {
    const { process } = await system.replica(name, `${name}-${++started}`)
    await process.start()
    running.get(name)?.push(process)
    const all = [...running.values()].reduce((sum, { length }) => sum + length, 0)
    highest = Math.max(highest, all)
  }

  /** One more or one less of any service; the load knows the address of order's first one alone. */
  async function change(): Promise<string> {
    const [name, all] = pick([...running])
    if (all.length === 1 || (all.length < most && random() < 0.5)) {
      await add(name)
      return `one more of ${name}: ${all.length}`
    }
    return await leave(name)
  }

  async function leave(name: SagaService): Promise<string> {
    const all = running.get(name) ?? []
    const gone = pick(name === 'order' ? all.slice(1) : all)
    all.splice(all.indexOf(gone), 1)
    if (left++ % 2 === 1) {
      await gone.stop()
      return `one less of ${name}: ${all.length}`
    }
    await killAndWait(gone)
    if (gone === system.services[name]) all.push(gone) // which is started again
    return `kill -9 of one of ${name}: ${all.length}`
  }

  return {
    change,
    leave,
    /** One more than there are partitions. */
    async outnumber(name: SagaService): Promise<string> {
      const all = running.get(name) ?? []
      await Promise.all(Array.from({ length: partitions + 1 - all.length }, () => add(name)))
      return `${all.length} of ${name}, for ${partitions} partitions`
    },
    get most() {
      return highest
    },
  }
}
