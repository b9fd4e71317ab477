import { computed, effect, signal, untracked } from '@preact/signals'
import type { OrderList, OrderSummary, Past } from '../../src/api.ts'
import { whyOf } from '../lib/across.ts'
import { moment, type RangeName, range, ranges } from './range.ts'
import { getJson } from './request.ts'
import { backThen, connection, knowsTime, now } from './store.ts'
import { intervalAt, thenOf, unknownAt } from './then.ts'

/** What reporting told of the range that is shown. */
export const past = signal<Past | undefined>(undefined)
/** Why it did not. */
export const pastProblem = signal<string | undefined>(undefined)

/** Those that were placed last before a time, as they stand now; or why they are not known. */
export type OrdersThen = { readonly to: number } & (
  | { readonly orders: readonly OrderSummary[] }
  | { readonly why: string }
)
/** Of the moment that is shown; until they are there, of the one before it. */
export const ordersThen = signal<OrdersThen | undefined>(undefined)

/** Milliseconds between two questions; of the live range what came before it is asked for once. */
const againEveryMs: Readonly<Record<RangeName, number>> = {
  live: Number.POSITIVE_INFINITY,
  hour: 10_000,
  day: 60_000,
}
const afterFailureMs = 5_000
/** While somebody scrubs, orders are not asked for. */
const restsMs = 250
export const ordersThenShown = 8

interface Asked {
  readonly range: RangeName
  /** Of what was told last, if it is asked for again and again. */
  from: number
  /** Undefined for now, whenever that is. */
  readonly to: number | undefined
}

/** What is told of the moment that is shown, and in which interval. */
const told = computed(() => {
  const [known, at] = [past.value, moment.value]
  if (at === undefined) return undefined
  const n = known && intervalAt(known, at)
  return known === undefined || n === undefined ? ([unknownAt(at), 0] as const) : ([known, n] as const)
})

/** Keeps what the charts show of the past, for as long as the page is open. */
export function startPast(signal: AbortSignal): void {
  let asked: Asked | undefined
  let asking = new AbortController()
  const stops = [
    effect(() => {
      if (connection.value !== 'live' || !knowsTime.value) {
        asked = undefined
        return
      }
      const next = windowOf(range.value, moment.value)
      if (asked !== undefined && covers(asked, range.value, moment.value)) return
      asked = next
      asking.abort()
      asking = new AbortController()
      void untracked(() => follow(next, asking.signal))
    }),
    effect(() => {
      backThen.value = told.value && thenOf(...told.value)
    }),
    followOrders(),
  ]
  signal.addEventListener('abort', () => {
    asking.abort()
    for (const stop of stops) stop()
  })
}

/** The range up to now, or around a moment that is further back. */
function windowOf(name: RangeName, at: number | undefined): Asked {
  const halfMs = (ranges[name].seconds * 1_000) / 2
  const from = rangeFrom(name)
  if (at === undefined || at >= from) return { range: name, from, to: undefined }
  return { range: name, from: intervalOf(name, at - halfMs), to: Math.min(at + halfMs, now()) }
}

/** Where the interval of a time begins, as reporting has it. */
function intervalOf(name: RangeName, time: number): number {
  const stepMs = ranges[name].step * 1_000
  return Math.floor(time / stepMs) * stepMs
}

/** Where the range up to now begins. */
const rangeFrom = (name: RangeName) => intervalOf(name, now() - ranges[name].seconds * 1_000)

/** What was told up to now has a moment that is not over, too. */
function covers({ range: name, from, to }: Asked, wanted: RangeName, at: number | undefined): boolean {
  const { seconds, step } = ranges[name]
  const until = to ?? from + (seconds + 2 * step) * 1_000
  return name === wanted && (at === undefined ? to === undefined : at >= from && at < until)
}

/** Asks again and again; not while a moment is shown, under which the charts would slide away. */
async function follow(window: Asked, signal: AbortSignal): Promise<void> {
  let isTold = false
  while (!signal.aborted) {
    let restMs = againEveryMs[window.range]
    if (!isTold || moment.peek() === undefined) {
      try {
        if (window.to === undefined) window.from = rangeFrom(window.range)
        const answer = await getJson<Past>(`/past?${queryOf(window)}`, signal)
        if (signal.aborted) return
        past.value = answer
        pastProblem.value = undefined
        isTold = true
      } catch (error) {
        if (signal.aborted) return
        pastProblem.value = whyOf(error)
        restMs = afterFailureMs
      }
    }
    if (restMs === Number.POSITIVE_INFINITY) return
    await new Promise(resolve => setTimeout(resolve, restMs))
  }
}

function queryOf({ range: name, from, to }: Asked): URLSearchParams {
  const query = new URLSearchParams({ from: new Date(from).toISOString(), step: String(ranges[name].step) })
  if (to !== undefined) query.set('to', new Date(to).toISOString())
  return query
}

/** Asks for the orders of a moment once it stands. */
function followOrders(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = new AbortController()
  const until = computed(() => backThen.value?.to)
  return effect(() => {
    const to = until.value
    clearTimeout(timer)
    asking.abort()
    if (to === undefined) {
      ordersThen.value = undefined
      return
    }
    asking = new AbortController()
    const { signal } = asking
    timer = setTimeout(async () => {
      const query = new URLSearchParams({
        before: new Date(to).toISOString(),
        limit: String(ordersThenShown),
      })
      const found = await getJson<OrderList>(`/orders?${query}`, signal).then(
        ({ orders }) => ({ to, orders }),
        (error: unknown) => ({ to, why: whyOf(error) }),
      )
      if (!signal.aborted) ordersThen.value = found
    }, restsMs)
  })
}
