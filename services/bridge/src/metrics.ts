import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Sent } from './targets/port.ts'

const statuses: readonly Sent['status'][] = ['confirmed', 'refused', 'failed']

export type BridgeMetrics = ReturnType<typeof createBridgeMetrics>

/** How forwarding goes, by target. How far a target is behind is the lag of its group, `consumer_lag`. */
export function createBridgeMetrics(registry: Registry) {
  const registers = [registry]
  const events = new Counter({
    name: 'bridge_events_total',
    help: 'Events sent to a target, by outcome; those that failed are sent again',
    labelNames: ['target', 'outcome'] as const,
    registers,
  })
  const seconds = new Histogram({
    name: 'bridge_event_age_seconds',
    help: "From an event's own time until the target had confirmed it",
    labelNames: ['target'] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  })
  const inFlight = new Gauge({
    name: 'bridge_events_in_flight',
    help: 'Events sent to a target that it has not answered yet',
    labelNames: ['target'] as const,
    registers,
  })
  const taken = new Counter({
    name: 'bridge_taken_total',
    help: 'Events of other stacks, by outcome',
    labelNames: ['target', 'outcome'] as const,
    registers,
  })

  return {
    taken,
    of(target: string) {
      for (const outcome of statuses) events.inc({ target, outcome }, 0)
      for (const outcome of ['published', 'duplicate', 'refused']) taken.inc({ target, outcome }, 0)
      inFlight.set({ target }, 0)
      const counters = Object.fromEntries(
        statuses.map(outcome => [outcome, events.labels(target, outcome)]),
      ) as Record<Sent['status'], Counter.Internal>
      const age = seconds.labels(target)
      const open = inFlight.labels(target)
      return {
        /** @param time the event's own, RFC 3339; not every event has one */
        sent(status: Sent['status'], time: string | undefined) {
          counters[status].inc()
          if (status !== 'confirmed' || time === undefined) return
          const ageMs = Date.now() - Date.parse(time)
          if (ageMs >= 0) age.observe(ageMs / 1_000)
        },
        async whileInFlight<Result>(count: number, work: Promise<Result>): Promise<Result> {
          open.inc(count)
          try {
            return await work
          } finally {
            open.dec(count)
          }
        },
      }
    },
  }
}
