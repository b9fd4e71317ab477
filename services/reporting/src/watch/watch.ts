import type { Watch, WatchedAlert } from '@orderflow/live-page/api'
import { startLoop, warnRarely } from '@orderflow/messaging/timing'
import type { ServiceContext, Worker } from '@orderflow/service-kit'
import { findOldestOpen } from '../figures.ts'
import { type Alert, createEvaluator } from './alerts.ts'
import { createFacts, factSelectors } from './facts.ts'
import type { Rules } from './rules.ts'
import { createSeriesStore } from './series.ts'
import { createTargets } from './targets.ts'

/** How often services are asked while somebody looks at what comes of it. */
const watchedEveryMs = 2_000
/** Who looks asks twice a second. */
const watchedForMs = 10_000

export interface Watching extends Worker {
  readonly services: readonly string[]
  /** What was found last; null until the first round is over. To ask for it quickens the rounds for a while. */
  seen(): Watch | null
  /** What a service's `/metrics` said in the last round; undefined if it did not answer. */
  textOf(service: string): string | undefined
}

export interface WatchOptions {
  readonly rules: Rules
  /** Base URLs by service, whose metrics are asked for. */
  readonly urls: Readonly<Record<string, string>>
  /** Milliseconds between two rounds while nobody looks. */
  readonly everyMs: number
}

/**
 * Does what a Prometheus beside the system would: asks the services for their metrics every few seconds, and evaluates the rules over
 * what is kept of them. With the age of the oldest open order, which reporting knows itself.
 */
export function startWatch(
  { pool, logger }: Pick<ServiceContext, 'pool' | 'logger'>,
  { rules, urls, everyMs }: WatchOptions,
): Watching {
  const store = createSeriesStore([...rules.selectors, ...factSelectors])
  const targets = createTargets(urls, store)
  const evaluator = createEvaluator(rules, store, (rule, err) =>
    logger.warn({ rule, reason: err.message }, 'a rule cannot be evaluated'),
  )
  const facts = createFacts(Object.keys(urls), store)
  let watch: Watch | null = null
  let watchedAt = Number.NEGATIVE_INFINITY
  const restMs = () =>
    performance.now() - watchedAt < watchedForMs ? Math.min(watchedEveryMs, everyMs) : everyMs

  async function round(): Promise<void> {
    // Rules look back at rounds before, by a clock that nobody sets.
    const [atMs, shownMs] = [performance.timeOrigin + performance.now(), Date.now()]
    const [, oldestOpen] = await Promise.all([
      targets.scrape(atMs),
      findOldestOpen(pool).catch(() => undefined),
    ])
    const alerts = evaluator.round(atMs).map(alert => shownAlert(alert, alert.sinceMs - atMs + shownMs))
    const { services, gateway, pastDeadline } = facts(atMs)
    watch = {
      at: new Date(shownMs).toISOString(),
      alerts: alerts.sort(byWeight),
      services,
      gateway,
      orders: { oldestOpenAt: oldestOpen ?? null, pastDeadline },
    }
  }

  const loop = startLoop({
    round,
    restMs,
    onFailure: warnRarely(logger, 'the services are asked again later'),
  })
  return {
    stop: () => loop.stop(),
    services: Object.keys(urls),
    textOf: targets.textOf,
    seen() {
      const now = performance.now()
      const resting = now - watchedAt >= watchedForMs
      watchedAt = now
      if (resting) loop.wake()
      return watch
    },
  }
}

/** @param sinceMs since when it holds, by the clock that people read */
function shownAlert({ name, state, labels, annotations }: Alert, sinceMs: number): WatchedAlert {
  const { severity = 'warning', service, group } = labels
  const { summary = name, description = '', runbook_url: runbook = '' } = annotations
  const about = service ?? group
  return {
    name,
    state,
    severity: severity === 'critical' ? 'critical' : 'warning',
    since: new Date(sinceMs).toISOString(),
    summary,
    description,
    runbook: /([^/]+)\.md$/.exec(runbook)?.[1] ?? null,
    ...(about !== undefined && { service: about }),
  }
}

/** Critical ones first, of these those that fire, of these the oldest. */
const weight = ({ severity, state }: WatchedAlert) =>
  (severity === 'critical' ? 0 : 2) + (state === 'firing' ? 0 : 1)
const byWeight = (a: WatchedAlert, b: WatchedAlert) => weight(a) - weight(b) || a.since.localeCompare(b.since)
