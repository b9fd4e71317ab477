import { services } from '../../../dev/lib/services.ts'
import { serviceMb } from '../costs/memory.ts'
import { openDatabases, outboxRows } from '../databases.ts'
import { openLag } from '../lag.ts'
import { sampleDuring } from '../sampling.ts'
import { type BenchContext, prefixed, type Scenario } from '../scenario.ts'
import { type Sample, trendsOf } from '../trend.ts'
import { maxPerSecond } from './capacity.ts'
import { seedOf } from './mixed.ts'
import { quantiles, sendAtRate } from './open-loop.ts'

const measured = ['order', 'inventory', 'payment', 'shipping']
const consuming = services.filter(({ name }) => measured.includes(name))
/** By PostgreSQL's own count, which is a second behind and costs nothing. */
const inboxRows = "SELECT coalesce(sum(n_live_tup), 0) FROM pg_stat_user_tables WHERE relname LIKE 'inbox%'"
const outboxDeadRows =
  "SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname IN ('outbox_packs', 'outbox_rows')"
const outboxKb =
  "SELECT (pg_total_relation_size('outbox_packs') + pg_total_relation_size('outbox_rows')) / 1024"
const deadRows = 'SELECT coalesce(sum(n_dead_tup), 0) FROM pg_stat_user_tables'

/** Half of what the system can do, for long: whether anything grows that should not. */
export const soak: Scenario = {
  name: 'soak',
  group: 'ours',
  about:
    'Orders at a steady rate (--rate; half of the rate of http-64 unless told) for --minutes: memory of the services, rows in outboxes and inboxes, dead rows and size of the outboxes, dead rows in all, and how far consumers are behind',
  services: 'running',
  onRequest: true,
  once: true,
  headline: 'residentMb.services.perMinute',
  async run(context) {
    const { perSecond, minutes } = context.soak
    const sentPerSecond = perSecond ?? Math.round((await maxPerSecond(context)) / 2)
    const { result, samples } = await watched(context, () =>
      sendAtRate(context, {
        perSecond: sentPerSecond,
        seconds: context.quick ? 10 : 60 * minutes,
        seed: seedOf(context.round, 17),
      }),
    )
    const accepting = quantiles(result.map(({ acceptMs }) => acceptMs))
    return {
      sentPerSecond,
      orders: result.length,
      acceptP50Ms: accepting.p50Ms,
      acceptP99Ms: accepting.p99Ms,
      ...trendsOf(samples),
    }
  },
}

/** Looks every ten seconds at what must not grow. */
async function watched<Result>(context: BenchContext, work: () => Promise<Result>) {
  const databases = await openDatabases(context)
  const lag = openLag(context.kafka, consuming)
  const startedAt = performance.now()
  const look = async (): Promise<Sample> => {
    return {
      minutes: (performance.now() - startedAt) / 60_000,
      figures: {
        ...prefixed('residentMb.', await serviceMb(context.pids())),
        outboxRows: await databases.sum(outboxRows),
        outboxDeadRows: await databases.sum(outboxDeadRows),
        outboxKb: await databases.sum(outboxKb),
        inboxRows: await databases.sum(inboxRows),
        deadRows: await databases.sum(deadRows),
        lagRecords: await lag.records(),
      },
    }
  }
  try {
    return await sampleDuring(work, context.quick ? 1_000 : 10_000, look)
  } finally {
    await Promise.all([databases.end(), lag.end()])
  }
}
