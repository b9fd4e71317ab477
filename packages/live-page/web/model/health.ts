import { computed, signal } from '@preact/signals'
import { serviceNames } from '../generated/topology.ts'
import { metricValue } from '../lib/metrics.ts'
import { config, connection } from './store.ts'

/** A service as its own `/metrics` tells. */
export interface ServiceHealth {
  readonly up: boolean
  /** It did not answer in time when it was asked last. */
  readonly slow: boolean
  /** Events that wait for the broker. */
  readonly outbox: number | undefined
  /** Of the payment gateway: 0 closed, 1 half-open, 2 open. */
  readonly breaker: number | undefined
}

export type ProcessState = 'up' | 'starting' | 'stopping' | 'down' | 'stopped'

const everyMs = 2_000
const answerWithinMs = 2_000

/** By service; none for one that was not asked yet. */
export const health = signal<Readonly<Record<string, ServiceHealth>>>({})
/** By process, where the page may control them; undefined where it may not. */
export const processes = signal<Readonly<Record<string, ProcessState>> | undefined>(undefined)

/** The state of each service, from whoever knows it soonest. */
export const serviceStates = computed<Readonly<Record<string, ProcessState | 'unknown'>>>(() =>
  Object.fromEntries(serviceNames.map(name => [name, stateOf(name)])),
)

function stateOf(name: string): ProcessState | 'unknown' {
  const process = processes.value?.[name]
  const answers = name === 'reporting' ? connection.value === 'live' : health.value[name]?.up
  if (process === 'up') return answers === false ? 'starting' : 'up'
  if (process !== undefined) return process
  if (answers === undefined) return 'unknown'
  return answers ? 'up' : 'down'
}

/** Asks every service for its metrics, every two seconds while the page is to be seen. */
export function startHealthChecks(signal: AbortSignal): void {
  const ask = async () => {
    if (document.visibilityState === 'visible') {
      const found = await Promise.all(
        Object.entries(config.value.services)
          .filter(([name]) => name !== 'reporting')
          .map(async ([name, url]) => [name, await healthOf(url, health.value[name])] as const),
      )
      if (found.length > 0) health.value = Object.fromEntries(found)
    }
    if (!signal.aborted) setTimeout(ask, config.value.services.order === undefined ? 200 : everyMs)
  }
  void ask()
}

/** A service that nobody answers for is down at once; one that is only slow, when it was slow twice. */
async function healthOf(url: string, before: ServiceHealth | undefined): Promise<ServiceHealth> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(answerWithinMs) })
    const text = await response.text()
    return {
      up: response.ok,
      slow: false,
      outbox: metricValue(text, 'outbox_unsent'),
      breaker: metricValue(text, 'gateway_breaker_state'),
    }
  } catch (error) {
    const slow = (error as Error).name === 'TimeoutError'
    if (slow && before?.up && !before.slow) return { ...before, slow }
    return { up: false, slow, outbox: undefined, breaker: undefined }
  }
}
