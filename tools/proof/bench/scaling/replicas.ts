import { changeShards } from '@orderflow/messaging/set-up'
import { sagaServices } from '../../../dev/lib/services.ts'
import { ofServices, serviceMb } from '../costs/memory.ts'
import { closedLoop } from '../ours/closed-loop.ts'
import { mixed, placeMixed, seedOf } from '../ours/mixed.ts'
import { type BenchContext, type Processes, prefixed, type Scenario } from '../scenario.ts'
import { holdToShare } from './processor-share.ts'

/** Of each process of the order service: who adds replicas has more to do. */
const connections = 64
/** Orders for each replica, before the first that is measured. */
const warm = 3_000

/**
 * What http-64 does, with each of the four services in so many processes, as many times the connections, and each outbox in as many
 * shards. Processes that share a machine's processors add none: what more of them cost is the figure then. Where each is held to a
 * share of one, as containers are, more of them have more, and orders a second are the figure, as far as the machine goes.
 *
 * @param percent of one processor for each process of a service; none and there is no limit
 */
export function replicas(count: number, percent?: number): Scenario {
  let others: string[] = []
  return {
    name: `replicas-${count}`,
    group: 'ours',
    about: `As http-64, with processes of each service, shards of each outbox, and times the connections: ${count}`,
    services: 'running',
    onRequest: true,
    headline: percent === undefined ? 'cpu.system' : 'ordersPerSecond',
    system: {
      async prepare({ postgresUrl }) {
        for (const { database } of sagaServices) await changeShards(postgresUrl(database), count)
      },
      async processes({ system }) {
        others = []
        const all: Record<string, Processes[string]> = {}
        for (const { name } of sagaServices) {
          all[name] = system.services[name]
          for (let n = 2; n <= count; n++) {
            const { process, address } = await system.replica(name, `${name}-${n}`)
            all[`${name}-${n}`] = process
            if (name === 'order') others.push(address)
          }
        }
        return all
      },
    },
    async run(context: BenchContext) {
      const seed = seedOf(context.round, 64)
      const load = { concurrency: connections * count, seed, replicas: others }
      // Each process has code of its own to compile, and the warm-up of all scenarios knows only the first.
      await placeMixed(context, { ...load, orders: mixed((context.quick ? 100 : warm) * count, seed + 1) })
      await context.settle()
      const orders = mixed(context.quick ? 300 : 20_000, seed)
      const pids = Object.values(ofServices(context.pids())).flat()
      const letGo = percent === undefined ? undefined : await holdToShare(pids, percent / 100)
      try {
        const figures = await closedLoop(context, { ...load, orders, connections: load.concurrency })
        return {
          ...figures,
          ...prefixed('residentMb.', await serviceMb(context.pids())),
          ...(percent !== undefined && { cpuLimitPercent: percent }),
        }
      } finally {
        await letGo?.()
      }
    },
  }
}
