import { setTimeout as pause } from 'node:timers/promises'
import { waitUntilSettled } from '@orderflow/audit'
import { seededRandom } from '@orderflow/load'
import { createKafka, type Kafka } from '@orderflow/messaging/kafka'
import { createLogger, ServiceError } from '@orderflow/service-kit'
import type { Infrastructure } from '@orderflow/test-servers/infrastructure'
import { sagaServices } from '../../../dev/lib/services.ts'
import { readTopics } from '../../chaos/oracle/index.ts'
import { system } from '../../simulate/system/index.ts'
import { decideAgain, type Journey } from '../journey.ts'
import { createRecorder } from './recorder.ts'
import { databaseOf, deadlineMs, startRecorded } from './system.ts'
import { productsOf, sendWave } from './wave.ts'

const logger = createLogger({ service: 'journeys', level: 'error' })
const withinMs = 60_000
/** As the services run unless configured otherwise. */
const deployment = 0
const { name, services } = system.deployments[deployment] as (typeof system.deployments)[number]

/**
 * Journeys of real runs: waves of orders through the real services on real servers, each of which is a journey from empty tables,
 * since its orders and its products are its own. Those are kept that meet what none before has met. What each batch is recorded to
 * have sent is what lies on the topics.
 *
 * @throws ServiceError `NOT_AS_DECIDED` if the topics hold something else
 */
export async function recordReal(
  servers: Infrastructure,
  {
    waves,
    seed,
    say,
  }: { readonly waves: number; readonly seed: number; readonly say: (line: string) => void },
): Promise<Journey[]> {
  const random = seededRandom(seed)
  const recorder = createRecorder(services)
  /** By service: until when, by `performance.now()`, it gets no records, and for how long each time. */
  const holds = new Map<string, { readonly until: number; readonly ms: number }>()
  const running = await startRecorded(servers, recorder, async service => {
    const { until = 0, ms = 0 } = holds.get(service) ?? {}
    await pause(Math.max(until - performance.now(), ms * random()))
  })
  const brokers = servers.kafka.bootstrap
  const kafka = createKafka({ clientId: 'journeys', brokers, logger })
  const journeys: Met[] = []
  const sent = new Set<string>()
  try {
    for (let wave = 0; wave < waves; wave++) {
      for (const service of services) holds.set(service.name, { until: 0, ms: pick([0, 30, 200], random) })
      const late = pick(services, random).name
      if (wave % 3 === 2) holds.set(late, { until: performance.now() + 1.3 * deadlineMs, ms: 0 })
      const sending = sendWave(wave, running, random)
      await pause(1_000 * random())
      await resend(kafka, recorder.seen())
      await sending
      await quiet(servers, kafka)
      const committed = recorder.take()
      const scenario = { deployment, partitions: 6, products: productsOf(wave), orders: [], stimuli: [] }
      const batches = committed.map(({ met: _, ...batch }) => batch)
      const taken: typeof batches = JSON.parse(JSON.stringify(batches))
      const decided = await decideAgain(system, name, scenario, taken)
      for (const event of decided.flatMap(each => each.sent)) sent.add(textOf(event))
      say(`wave ${wave + 1} of ${waves}: ${batches.length} batches`)
      journeys.push({
        met: new Set(committed.flatMap(batch => batch.met)),
        journey: {
          deployment: name,
          scenario,
          batches: taken.map((batch, i) => ({ ...batch, ...decided[i]! })),
        },
      })
    }
    await compare(brokers, sent)
    return fewest(journeys)
  } finally {
    await running.stop()
    await kafka.close()
  }
}

interface Met {
  readonly journey: Journey
  readonly met: ReadonlySet<string>
}

/** Those that meet all that was met, each what none before it has: always the one that meets most of that in as many batches. */
function fewest(journeys: readonly Met[]): Journey[] {
  const met = new Set<string>()
  const worth = ({ journey, met: meets }: Met) =>
    [...meets].filter(each => !met.has(each)).length / journey.batches.length
  const kept: Journey[] = []
  for (;;) {
    const [best] = journeys.toSorted((a, b) => worth(b) - worth(a))
    if (best === undefined || worth(best) === 0) return kept
    for (const each of best.met) met.add(each)
    kept.push(best.journey)
  }
}

const pick = <Item>(items: readonly Item[], random: () => number) =>
  items[Math.floor(random() * items.length)] as Item

/** All that was received is sent once more, as a producer does that had no answer. */
async function resend(
  kafka: Kafka,
  seen: ReturnType<ReturnType<typeof createRecorder>['seen']>,
): Promise<void> {
  const counts = await kafka.partitionCounts([...new Set(seen.map(({ topic }) => topic))])
  const producer = await kafka.producer()
  await producer.send(
    seen.map(record => {
      const partition = kafka.partitionOf(record.key ?? '', counts.get(record.topic) ?? 1)
      return { ...record, partition, headers: record.headers as Record<string, string> }
    }),
  )
  await producer.close()
}

/** Waits until all orders have ended and all that lies on the topics is read. */
async function quiet({ postgres: { adminUrl } }: Infrastructure, kafka: Kafka): Promise<void> {
  const postgresUrl = (database: string) => databaseOf(adminUrl, database)
  const { settled } = await waitUntilSettled({ postgresUrl, timeoutMs: withinMs })
  const since = performance.now()
  for (let behind = 1; behind > 0; await pause(50)) {
    const lags = await Promise.all(sagaServices.map(({ name, topics }) => kafka.lag(name, topics)))
    behind = lags.flat().reduce((sum, { lag }) => sum + lag, 0)
    if (!settled || performance.now() - since > withinMs)
      throw new ServiceError('NOT_SETTLED', `Orders have not ended within ${withinMs / 1_000} s.`)
  }
}

/** As JSON, with members in order of their names: a database gives them in one of its own. */
const textOf = (event: unknown): string =>
  JSON.stringify(event, (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

/** What was decided again must have been sent, and nothing else. */
async function compare(brokers: readonly string[], sent: ReadonlySet<string>): Promise<void> {
  const there = new Set<string>()
  await readTopics(
    { brokers },
    topic => /\.v\d+$/.test(topic),
    ({ topic, key, value, headers }) => {
      const { ce_sequence: sequence, ce_copyof: copyOf } = headers
      there.add(textOf({ topic, key, data: JSON.parse(String(value)), sequence, copyOf }))
    },
  )
  const missing = [...sent].find(event => !there.has(event))
  const more = [...there].find(event => !sent.has(event))
  if (missing === undefined && more === undefined) return
  throw new ServiceError(
    'NOT_AS_DECIDED',
    `The real services have sent otherwise than their twins: ${missing ?? 'nothing'} is missing on the topics, and ${more ?? 'nothing'} is more.`,
  )
}
