import type { WatchedGateway, WatchedService } from '@orderflow/live-page/api'
import type { Sample } from './labels.ts'
import { createLagClock } from './lag-clock.ts'
import { type Data, evaluate } from './promql/evaluate.ts'
import { type Selector, selectorsOf } from './promql/expression.ts'
import { parsePromql } from './promql/parse.ts'

const ours = 'job="orderflow"'

/** What the page shows beside the alerts, asked of the same series. */
const queries = {
  up: `max by (service) (up{${ours}})`,
  outbox: `max by (service) (outbox_unsent{${ours}})`,
  database: `max by (service) (metrics_source_up{${ours},source="database"})`,
  kafka: `max by (service) (metrics_source_up{${ours},source="kafka"})`,
  waitingForConnections: `sum by (service) (db_pool_connections{${ours},state="waiting"})`,
  pastDeadline: `max (orders_past_deadline{${ours}})`,
  breaker: `max (gateway_breaker_state{${ours}})`,
  gatewayWaiting: `max (gateway_requests_waiting{${ours}})`,
  gatewayOldest: `max (gateway_requests_oldest_seconds{${ours}})`,
  gatewayInFlight: `sum (gateway_in_flight{${ours}})`,
  gatewayRetries: `sum (increase(gateway_retries_total{${ours}}[1m]))`,
  behind: `sum by (group, topic) (max by (group, topic, partition) (consumer_lag{${ours}}))`,
  taken: `sum by (service, topic) (messages_consumed_total{${ours}})`,
} as const

type Query = keyof typeof queries

const expressions = Object.fromEntries(
  Object.entries(queries).map(([name, text]) => [name, parsePromql(text)]),
) as Record<Query, ReturnType<typeof parsePromql>>

/** The series that `createFacts` asks for. */
export const factSelectors: readonly Selector[] = Object.values(expressions).flatMap(selectorsOf)

export interface Facts {
  readonly services: Record<string, WatchedService>
  readonly gateway: WatchedGateway | null
  readonly pastDeadline: number | null
}

/** What is known of each of these services at a time, in milliseconds: one later than the time before. */
export function createFacts(services: readonly string[], data: Data): (atMs: number) => Facts {
  const lagOf = createLag(data)
  return atMs => {
    const samples = (query: Query) => samplesAt(data, query, atMs)
    const single = (query: Query) => samples(query)[0]?.value ?? null
    const byService = (query: Query) =>
      new Map(samples(query).map(({ labels, value }) => [labels.service, value]))
    const [up, outbox, database, kafka, waiting] = (
      ['up', 'outbox', 'database', 'kafka', 'waitingForConnections'] as const
    ).map(byService) as [...(Map<string | undefined, number>[] & { length: 5 })]
    const lag = lagOf(atMs)
    const known = (of: Map<string | undefined, number> | undefined, name: string) => of?.get(name) ?? null
    const isUp = (of: Map<string | undefined, number> | undefined, name: string) => {
      const value = known(of, name)
      return value === null ? null : value > 0
    }
    const breaker = single('breaker')
    return {
      services: Object.fromEntries(
        services.map(name => [
          name,
          {
            up: isUp(up, name) === true,
            outbox: known(outbox, name),
            database: isUp(database, name),
            kafka: isUp(kafka, name),
            waitingForConnections: known(waiting, name),
            lagSeconds: lag.get(name) ?? null,
          },
        ]),
      ),
      gateway:
        breaker === null
          ? null
          : {
              breaker,
              waiting: single('gatewayWaiting') ?? 0,
              oldestSeconds: single('gatewayOldest') ?? 0,
              inFlight: single('gatewayInFlight') ?? 0,
              retriesPerMinute: Math.round(single('gatewayRetries') ?? 0),
            },
      pastDeadline: single('pastDeadline'),
    }
  }
}

function samplesAt(data: Data, query: Query, atMs: number): readonly Sample[] {
  const value = evaluate(expressions[query], data, atMs)
  return typeof value === 'number' ? [] : value
}

/** Seconds by which each group is behind, on the topic on which it is most. */
function createLag(data: Data): (atMs: number) => ReadonlyMap<string, number> {
  interface Place {
    readonly clock: ReturnType<typeof createLagClock>
    counter: number | undefined
    taken: number
  }
  const places = new Map<string, Place>()
  return atMs => {
    const taken = new Map(
      samplesAt(data, 'taken', atMs).map(({ labels, value }) => [`${labels.service} ${labels.topic}`, value]),
    )
    const seconds = new Map<string, number>()
    for (const { labels, value: lag } of samplesAt(data, 'behind', atMs)) {
      const { group = '', topic = '' } = labels
      const key = `${group} ${topic}`
      const place = places.get(key) ?? { clock: createLagClock(), counter: undefined, taken: 0 }
      places.set(key, place)
      const counter = taken.get(key)
      if (counter !== undefined) {
        const { counter: before = counter } = place
        place.taken += counter >= before ? counter - before : counter
        place.counter = counter
      }
      seconds.set(group, Math.max(seconds.get(group) ?? 0, place.clock({ atMs, lag, taken: place.taken })))
    }
    return seconds
  }
}
