import type { Values } from '../../dev/lib/args.ts'
import { figure, readPart } from './model/measured.ts'
import type { usage } from './options.ts'
import { type Limit, ladder, type OneCan } from './plan/limits.ts'
import { type PerOrder, perOrder } from './plan/order.ts'
import { type Plan, planFor } from './plan/plan.ts'

export type Options = Omit<Values<typeof usage.options>, 'words' | 'json'>

export interface Reckoned {
  readonly perOrder: PerOrder
  readonly ladder: readonly Limit[]
  readonly plans: readonly Plan[]
}

/** What the committed measurements say of growth. */
export async function reckon(options: Options): Promise<Reckoned> {
  const [costs, against, scaling, limits] = await Promise.all([
    readPart('costs'),
    readPart('against'),
    readPart('scaling'),
    readPart('result'),
  ])
  const order = perOrder({ costs, against, scaling }, options.lines)
  const can: OneCan = {
    utilisation: options.utilisation / 100,
    replication: options.replication,
    relayMessages: figure(limits, 'kafkajs', 'producedPerSecond'),
    postgres: {
      cores: options['postgres-cores'],
      walBytes: options['postgres-wal'] * 1e6,
      commits: figure(limits, 'commits-16', 'commitsPerSecond'),
      connections: options['postgres-connections'],
    },
    broker: { cores: options['broker-cores'], bytes: options['broker-bytes'] * 1e6 },
    cell: options.cell,
  }
  return {
    perOrder: order,
    ladder: ladder(order, can),
    plans: options.rates.split(',').map(rate => planFor(order, can, Number(rate))),
  }
}
