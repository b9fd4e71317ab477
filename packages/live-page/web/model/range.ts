import { batch, computed, signal } from '@preact/signals'
import { routeOf } from './route.ts'

/** What charts show: the last minutes as they pass, or the past. `step` and `seconds`: of an interval, and of all. */
export const ranges = {
  live: { step: 10, seconds: 300 },
  hour: { step: 10, seconds: 3_600 },
  day: { step: 300, seconds: 86_400 },
} as const
export type RangeName = keyof typeof ranges
export const rangeNames = Object.keys(ranges) as readonly RangeName[]

export const range = signal<RangeName>('live')
/** The moment of the past that all shows, in milliseconds since 1970; undefined for now. */
export const moment = signal<number | undefined>(undefined)

export interface Shown {
  readonly range: RangeName
  readonly moment: number | undefined
}

/** 9999-12-31T23:59:59.999Z: later ones are written otherwise. */
const lastMs = 253_402_300_799_999

/** What the query of an address shows: `#/?range=hour&at=2026-01-15T10:30:00Z`. What makes no sense is left out. */
export function shownBy(hash: string): Shown {
  const query = new URLSearchParams(hash.split('?')[1])
  const name = rangeNames.find(each => each === query.get('range')) ?? 'live'
  const at = Date.parse(query.get('at') ?? '')
  return { range: name, moment: name !== 'live' && at >= 0 && at <= lastMs ? at : undefined }
}

/** What stands in an address for it, with its `?`. */
export function queryOf({ range: name, moment: at }: Shown): string {
  if (name === 'live') return ''
  const moment = at === undefined ? '' : `&at=${new Date(at).toISOString().replace('.000Z', 'Z')}`
  return `?range=${name}${moment}`
}

/** Of what is shown. */
export const rangeQuery = computed(() => queryOf({ range: range.value, moment: moment.value }))

/** Those of the view that has charts, whichever of its tabs. */
const isLive = () => routeOf(location.hash).view === 'live'
const addressOf = (shown: Shown) => `${location.hash.split('?')[0] || '#/'}${queryOf(shown)}`
/** Browsers refuse more than a few changes of the address a second. */
const restMs = 200
let waiting: ReturnType<typeof setTimeout> | undefined

/** Follows the address bar, back and forward. Other views show now, and leave the range as it is. */
export function startRange(): void {
  const follow = () => {
    clearTimeout(waiting)
    const shown = isLive() ? shownBy(location.hash) : { range: range.value, moment: undefined }
    batch(() => {
      range.value = shown.range
      moment.value = shown.moment
    })
  }
  follow()
  addEventListener('popstate', follow)
  addEventListener('hashchange', follow)
}

/** Shows another range, as a step that "back" undoes. */
export function showRange(name: RangeName): void {
  show({ range: name, moment: name === 'live' ? undefined : moment.value })
}

/** Shows a moment, or now. The first moment is a step that "back" undoes; those after it take its place. */
export function showMoment(at: number | undefined): void {
  if (at === undefined || moment.value === undefined) {
    show({ range: range.value, moment: at })
    return
  }
  moment.value = at
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    if (isLive()) history.replaceState(null, '', addressOf({ range: range.value, moment: at }))
  }, restMs)
}

function show(next: Shown): void {
  clearTimeout(waiting)
  if (queryOf(next) !== rangeQuery.value) history.pushState(null, '', addressOf(next))
  batch(() => {
    range.value = next.range
    moment.value = next.moment
  })
}
