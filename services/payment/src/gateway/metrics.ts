import { whenScraped } from '@orderflow/service-kit'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Operation } from './port.ts'
import type { Waiting } from './requests.ts'

export type BreakerState = 'closed' | 'half-open' | 'open'
export type GatewayMetrics = ReturnType<typeof gatewayMetrics>

const states: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 }

/**
 * What can be seen of the gateway, in the service's own registry. A call is one HTTP request; a request is
 * what the ledger wants to know, and takes as many calls as it needs.
 *
 * @param waiting reads the backlog when the metrics are asked for
 */
export function gatewayMetrics(registry: Registry, waiting: () => Promise<Waiting>) {
  const registers = [registry]
  const labelNames = ['operation'] as const
  const calls = new Counter({
    name: 'gateway_calls_total',
    help: 'Calls of the payment gateway, by what became of them',
    labelNames: ['operation', 'result'] as const,
    registers,
  })
  const seconds = new Histogram({
    name: 'gateway_call_duration_seconds',
    help: 'Duration of one call of the payment gateway',
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const retries = new Counter({
    name: 'gateway_retries_total',
    help: 'Calls that repeated one without an answer',
    registers,
  })
  const inFlight = new Gauge({
    name: 'gateway_in_flight',
    help: 'Calls of the payment gateway that are under way',
    registers,
  })
  const breaker = new Gauge({
    name: 'gateway_breaker_state',
    help: 'Circuit breaker of the payment gateway: 0 closed, 1 half-open, 2 open',
    registers,
  })
  const read = whenScraped(async () => {
    const { requests, oldestSeconds } = await waiting()
    unanswered.set(requests)
    oldest.set(oldestSeconds)
  })
  const collect = async () => void (await read())
  const unanswered: Gauge = new Gauge({
    name: 'gateway_requests_waiting',
    help: 'Requests that the gateway has not answered',
    registers,
    collect,
  })
  const oldest: Gauge = new Gauge({
    name: 'gateway_requests_oldest_seconds',
    help: 'Age of the oldest request that the gateway has not answered',
    registers,
    collect,
  })

  return {
    /** A call begins; what is returned ends it. */
    calling(operation: Operation): (result: string) => void {
      inFlight.inc()
      const end = seconds.startTimer({ operation })
      return result => {
        inFlight.dec()
        end()
        calls.inc({ operation, result })
      }
    },
    retried: () => retries.inc(),
    breaker: (state: BreakerState) => breaker.set(states[state]),
  }
}
