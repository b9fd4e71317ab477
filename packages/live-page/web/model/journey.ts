import type { Journey, JourneyEvent } from '../../src/api.ts'
import { own } from '../lib/own.ts'
import { factsOf, type Meaning } from './events.ts'

/** An event of a journey, in its place. */
export interface Step {
  readonly event: JourneyEvent
  /** The service that published it. */
  readonly producer: string
  readonly meaning: Meaning
  readonly says: string
  /** The step that caused it; undefined for what came from outside. */
  readonly cause: number | undefined
  /** The step that it undoes, for a compensation. */
  readonly undoes: number | undefined
  /** Milliseconds since the first event. */
  readonly after: number
  /** How often it came to reporting, as far as is known. */
  readonly deliveries: number
}

/** What a compensation takes back. */
const undoneBy: Readonly<Record<string, string>> = {
  StockReleased: 'StockReserved',
  PaymentRefunded: 'PaymentCaptured',
}

/** The steps of a journey, oldest first, with what caused and what undid what. */
export function stepsOf({ events }: Journey): Step[] {
  const places = new Map(events.map(({ id }, n) => [id, n]))
  // Of each type the first: of a chain of thousands each step is looked at once.
  const firsts = new Map(events.map(({ type }, n) => [type, n] as const).reverse())
  const began = events.reduce(
    (least, { time }) => Math.min(least, Date.parse(time)),
    Number.POSITIVE_INFINITY,
  )
  return events.map(event => {
    const { meaning, says } = factsOf(event.type)
    const undone = own(undoneBy, event.type)
    return {
      event,
      producer: event.source.split('/').at(-1) ?? event.source,
      meaning,
      says,
      cause: event.causationId === undefined ? undefined : places.get(event.causationId),
      undoes: undone === undefined ? undefined : firsts.get(undone),
      after: Date.parse(event.time) - began,
      deliveries: event.deliveries,
    }
  })
}

/** The trace id of a W3C traceparent: `00-<trace id>-<span id>-<flags>`. */
export const traceIdOf = (traceparent: string | undefined): string | undefined => traceparent?.split('-')[1]
