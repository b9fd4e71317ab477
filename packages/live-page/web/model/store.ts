import { computed, signal } from '@preact/signals'
import type { Frame, OrderSummary, PageConfig, Product } from '../../src/api.ts'
import { type Sample, sampleBetween, withSample } from './samples.ts'
import type { Then } from './then.ts'

/** All that the page knows; everything is bounded in size, however long it stays open. */
export const config = signal<PageConfig>({ services: {} })
export const connection = signal<'connecting' | 'live' | 'reconnecting'>('connecting')
export const frame = signal<Frame | undefined>(undefined)
export const samples = signal<readonly Sample[]>([])
export const stock = signal<ReadonlyMap<string, Product>>(new Map())

/** The moment of the past that is shown instead of now. */
export const backThen = signal<Then | undefined>(undefined)
/** The figures that are shown: those of now, or of then. */
export const shown = computed<Frame | undefined>(() => backThen.value?.frame ?? frame.value)

/** What moves; nothing does while the past is shown. */
export const latest = computed<Sample | undefined>(() =>
  backThen.value === undefined ? samples.value.at(-1) : undefined,
)
export const recentOrders = computed<readonly OrderSummary[]>(() => frame.value?.recent ?? [])
/** Messages by consumer group; undefined while the broker does not answer. */
export const lag = computed(() => shown.value?.lag ?? undefined)
export const deadLetters = computed(() => shown.value?.deadLetters ?? undefined)
export const brokerAway = computed(() => frame.value !== undefined && frame.value.lag === null)

/** By how many milliseconds reporting's clock is ahead of this browser's. */
let aheadMs = 0

/** The time by reporting's clock, in milliseconds since 1970: a browser's may be wrong by hours. */
export const now = (): number => Date.now() + aheadMs

/** Whether that is known. */
export const knowsTime = computed(() => frame.value !== undefined)

/** Products that are kept at most; a catalogue has more than a page can show. */
const maxProducts = 500

/** The newest frame that has counts. */
let counted: Frame | undefined

/** Takes in a frame; one that was seen before, as after a reconnection, changes nothing. */
export function takeFrame(next: Frame): void {
  const before = frame.value
  const whole = before === undefined ? next : filledIn(next, before)
  if (before === undefined) counted = next
  else {
    const sample = sampleBetween(before, next, counted)
    if (sample === undefined) return
    samples.value = withSample(samples.value, sample)
    if (next.orders !== null) counted = next
  }
  aheadMs = Date.parse(next.at) - Date.now()
  frame.value = whole
  const known = next.whole === true ? new Map<string, Product>() : stock.value
  if (next.whole === true || next.stock.length + next.gone.length > 0) {
    stock.value = withProducts(known, next)
  }
}

/** While reporting cannot ask its database, what it told last stands. */
function filledIn(next: Frame, before: Frame): Frame {
  if (next.orders !== null) return next
  const { events, orders, revenue, recent } = before
  return { ...next, events, orders, revenue, recent }
}

/** The newest version of each product; those that changed last come last, and stay when there are too many. */
function withProducts(
  known: ReadonlyMap<string, Product>,
  { stock: changed, gone }: Pick<Frame, 'stock' | 'gone'>,
): ReadonlyMap<string, Product> {
  const products = new Map(known)
  for (const productId of gone) products.delete(productId)
  for (const product of changed) {
    if ((products.get(product.productId)?.version ?? -1) > product.version) continue
    products.delete(product.productId)
    products.set(product.productId, product)
  }
  return new Map([...products].slice(-maxProducts))
}

/** The rate of each event, averaged over the last two seconds: steady enough to read. */
export const eventRates = computed<Readonly<Record<string, number>>>(() => {
  if (backThen.value !== undefined) return backThen.value.sample.events
  const last = samples.value.slice(-4)
  const sums: Record<string, number> = {}
  for (const { events } of last) {
    for (const [type, rate] of Object.entries(events)) sums[type] = (sums[type] ?? 0) + rate / last.length
  }
  return sums
})

/** A mean of the last two seconds' samples, or what it was then. */
export function recently(of: (sample: Sample) => number): number {
  if (backThen.value !== undefined) return of(backThen.value.sample)
  const last = samples.value.slice(-4)
  return last.length === 0 ? 0 : last.reduce((sum, sample) => sum + of(sample), 0) / last.length
}
