import { startLoop, warnRarely } from '@orderflow/messaging/timing'
import type { Logger, Worker } from '@orderflow/service-kit'
import { startMaintenance } from '@orderflow/service-kit'
import type { Pool } from 'pg'
import { countEvents, countOrders, sumRevenue } from '../figures.ts'
import type { BrokerFigures } from '../stream/brokers.ts'

/** Milliseconds from one sample to the next. They are taken when clocks show full tens of seconds. */
const sampleEveryMs = 10_000
/** A timer that comes a moment early is not to take the sample before. */
const afterwardsMs = 20
/** Those with the most; a code that is none is no reason to keep hundreds. */
const maxCurrencies = 10

interface Sampling {
  readonly pool: Pool
  readonly logger: Logger
}

/**
 * Keeps how things stand, every ten seconds. Of several replicas the first one's sample counts, and it alone asks the brokers.
 * @param brokers null while they are away
 */
export function startSampler(
  { pool, logger }: Sampling,
  brokers: () => Promise<BrokerFigures | null>,
): Worker {
  return startLoop({
    round: () => takeSample(pool, brokers, new Date()),
    restMs: () => sampleEveryMs - (Date.now() % sampleEveryMs) + afterwardsMs,
    restsFirst: true,
    onFailure: warnRarely(logger, 'no sample was taken of how things stand'),
  })
}

/** Takes the sample of the ten seconds that have just ended, if there is none yet. */
export async function takeSample(
  pool: Pool,
  brokers: () => Promise<BrokerFigures | null>,
  now: Date,
): Promise<void> {
  const at = new Date(now.getTime() - (now.getTime() % sampleEveryMs))
  const [orders, revenue, events] = await Promise.all([
    countOrders(pool),
    sumRevenue(pool, maxCurrencies),
    countEvents(pool),
  ])
  const taken = await pool.query({
    name: 'samples-insert',
    text: 'INSERT INTO samples (at, orders, revenue, events) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    values: [at, JSON.stringify(orders), JSON.stringify(revenue), JSON.stringify(events)],
  })
  if (taken.rowCount === 0) return
  const broker = await brokers()
  if (broker === null) return
  await pool.query({
    name: 'samples-update',
    text: 'UPDATE samples SET lag = $2, dead_letters = $3 WHERE at = $1',
    values: [at, JSON.stringify(broker.lag), JSON.stringify(broker.deadLetters)],
  })
}

/** Deletes what is older than the retention, now and then. */
export const startPastMaintenance = ({ pool, logger }: Sampling, retentionHours: number): Worker =>
  startMaintenance(
    async () => {
      await pool.query('SELECT past_maintain($1)', [retentionHours])
    },
    { logger, failure: 'the past beyond its retention could not be deleted; trying again' },
  )
