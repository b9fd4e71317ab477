import { computed } from '@preact/signals'
import type { Frame, Watch, WatchedAlert } from '../../src/api.ts'
import { plural, seconds } from '../lib/format.ts'
import { type Session, session } from './session.ts'
import { connection, frame } from './store.ts'

/** Something that is wrong, or is going to be. */
export interface Finding {
  /** `warned`: not at once dangerous. `soon`: an alert that does not hold for long enough yet. */
  readonly tone: 'wrong' | 'warned' | 'soon'
  readonly says: string
  /** How much of it, in the line itself. */
  readonly numbers: string
  /** A sentence or two, where there is room. */
  readonly more: string
  /** Milliseconds since 1970. */
  readonly since: number | undefined
  readonly runbook: string | null
}

export interface Verdict {
  readonly tone: 'well' | 'warned' | 'wrong' | 'unknown'
  /** The line. */
  readonly says: string
  /** The worst first; those that are to come last. */
  readonly findings: readonly Finding[]
}

/** Longer ago than the services are ever asked. */
const oldAfterMs = 20_000

/** Whether the system is well, from the newest frame. */
export const verdict = computed<Verdict>(() => verdictOf(frame.value, connection.value, session.value.state))

/** @param connection whether frames come @param who whether they would come to whoever looks */
export function verdictOf(
  frame: Frame | undefined,
  connection: 'connecting' | 'live' | 'reconnecting',
  who: Session['state'] = 'open',
): Verdict {
  const unknown = (says: string): Verdict => ({ tone: 'unknown', says, findings: [] })
  if (who === 'signed-out') return unknown('You are signed out: what is shown is old.')
  if (who === 'refused') return unknown('Your sign-in may not see how it is.')
  if (connection === 'connecting') return unknown('Looking …')
  if (connection === 'reconnecting') return unknown('Reporting does not answer: what is shown is old.')
  if (frame === undefined) return unknown('Looking …')
  const { watch } = frame
  if (!watch) return unknown('Nobody asks the services how they are.')
  if (Date.parse(frame.at) - Date.parse(watch.at) > oldAfterMs)
    return unknown('The services have not been asked for a while: what is shown is old.')
  const findings = findingsOf(watch)
  const [worst] = findings
  if (worst === undefined || worst.tone === 'soon') return { tone: 'well', says: 'All is well.', findings }
  return { tone: worst.tone, says: worst.says, findings }
}

const places = ['wrong', 'warned', 'soon']

function findingsOf(watch: Watch): Finding[] {
  const found = [...watch.alerts.map(findingOf), ...signsOf(watch)]
  return found.sort((a, b) => places.indexOf(a.tone) - places.indexOf(b.tone))
}

/**
 * What is critical is said at once, and for how long; a warning once its rule has waited. An objective that is missed tells of the
 * last half hour, not of now: it is no more than a warning here.
 */
function findingOf({ severity, state, summary, description, since, runbook }: WatchedAlert): Finding {
  const firing = state === 'firing'
  const isNow = severity === 'critical' && runbook?.startsWith('error-budget') !== true
  const tone = isNow ? 'wrong' : firing ? 'warned' : 'soon'
  return {
    tone,
    says: `${summary}.`,
    numbers: '',
    more: firing ? description : '',
    since: Date.parse(since),
    runbook,
  }
}

/** What an alert says only minutes later, as it looks back over them. */
function signsOf({ alerts, gateway, orders }: Watch): Finding[] {
  const isSaid = (name: string) => alerts.some(alert => alert.name === name)
  const signs: Finding[] = []
  if (gateway !== null && gateway.breaker > 0 && !isSaid('BreakerOpen'))
    signs.push({
      tone: 'wrong',
      says: 'The payment gateway does not answer.',
      numbers: `${plural(gateway.waiting, 'payment')} ${gateway.waiting === 1 ? 'waits' : 'wait'}, the oldest for ${seconds(gateway.oldestSeconds)}.`,
      more: '',
      since: undefined,
      runbook: 'breaker-open',
    })
  if (orders.pastDeadline !== null && orders.pastDeadline > 0 && !isSaid('StuckOrders'))
    signs.push({
      tone: 'warned',
      says: `${plural(orders.pastDeadline, 'order is', 'orders are')} past the deadline.`,
      numbers: '',
      more: 'Each asks for its own cancellation, which needs the other services.',
      since: undefined,
      runbook: 'stuck-orders',
    })
  return signs
}

/** The service that is most seconds behind; undefined where nothing is known. */
export function mostBehind({
  services,
}: Watch): { readonly name: string; readonly seconds: number } | undefined {
  const known = Object.entries(services).flatMap(([name, { lagSeconds }]) =>
    lagSeconds === null ? [] : [{ name, seconds: lagSeconds }],
  )
  return known.toSorted((a, b) => b.seconds - a.seconds)[0]
}
