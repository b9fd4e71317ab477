import type { ServiceContext } from '@orderflow/service-kit'
import type { Config } from '../config.ts'
import { createHttpGateway } from './http.ts'
import { createInProcessGateway } from './in-process.ts'
import { type BreakerState, gatewayMetrics } from './metrics.ts'
import { type GatewayLimits, type GuardedGateway, guard } from './policy.ts'
import type { PaymentGateway } from './port.ts'
import { readWaiting } from './requests.ts'

/** The gateway that the configuration names: over HTTP if it has a URL, else within the process. */
export function createGateway(config: Config): PaymentGateway {
  return config.GATEWAY_URL === undefined
    ? createInProcessGateway({ testValues: config.TEST_VALUES === 'on', slowMs: config.GATEWAY_SLOW_MS })
    : createHttpGateway({
        url: config.GATEWAY_URL,
        connections: config.GATEWAY_CONCURRENCY,
        retryAfter: { minMs: config.GATEWAY_RETRY_AFTER_MIN_MS, maxMs: config.GATEWAY_RETRY_AFTER_MAX_MS },
      })
}

/** The configured limits around a gateway, seen in the service's metrics and its log. */
export function guarded(
  gateway: PaymentGateway,
  config: Config,
  { registry, pool, logger, tracer }: ServiceContext,
): GuardedGateway {
  let open = false
  function onBreaker(state: BreakerState) {
    // Between open and half-open it goes back and forth until the gateway is back: two lines per outage.
    if (state === 'half-open' || open === (state === 'open')) return
    open = state === 'open'
    if (open) logger.warn('the gateway fails: its breaker is open, requests wait in the database')
    else logger.info('the gateway answers again: its breaker is closed')
  }
  const metrics = gatewayMetrics(registry, () => readWaiting(pool))
  return guard(gateway, limitsOf(config), metrics, onBreaker, tracer)
}

const limitsOf = (config: Config): GatewayLimits => ({
  timeoutMs: config.GATEWAY_TIMEOUT_MS,
  retries: config.GATEWAY_RETRIES,
  retryMs: { first: config.GATEWAY_RETRY_MS, max: 16 * config.GATEWAY_RETRY_MS },
  concurrency: config.GATEWAY_CONCURRENCY,
  breaker: {
    calls: config.GATEWAY_BREAKER_CALLS,
    threshold: config.GATEWAY_BREAKER_PERCENT / 100,
    openMs: config.GATEWAY_BREAKER_OPEN_MS,
  },
})
