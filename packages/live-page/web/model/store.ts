import { computed, signal } from '@preact/signals'
import type { Frame, OrderSummary, PageConfig, Product } from '../../src/api.ts'
import { type Sample, sampleBetween, withSample } from './samples.ts'

/** All that the page knows; everything is bounded in size, however long it stays open. */
export const config = signal<PageConfig>({ services: {} })
export const connection = signal<'connecting' | 'live' | 'reconnecting'>('connecting')
export const frame = signal<Frame | undefined>(undefined)
export const samples = signal<readonly Sample[]>([])
export const stock = signal<ReadonlyMap<string, Product>>(new Map())

export const latest = computed<Sample | undefined>(() => samples.value.at(-1))
export const recentOrders = computed<readonly OrderSummary[]>(() => frame.value?.recent ?? [])
/** Messages by consumer group; undefined while the broker does not answer. */
export const lag = computed(() => frame.value?.lag ?? undefined)
export const deadLetters = computed(() => frame.value?.deadLetters ?? undefined)
export const brokerAway = computed(() => frame.value !== undefined && frame.value.lag === null)

/** Products that are kept at most; a catalogue has more than a page can show. */
const maxProducts = 500

/** Takes in a frame; one that was seen before, as after a reconnection, changes nothing. */
export function takeFrame(next: Frame): void {
  const before = frame.value
  const whole = before === undefined ? next : filledIn(next, before)
  if (before !== undefined) {
    const sample = sampleBetween(before, whole)
    if (sample === undefined) return
    samples.value = withSample(samples.value, sample)
  }
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
  const last = samples.value.slice(-4)
  const sums: Record<string, number> = {}
  for (const { events } of last) {
    for (const [type, rate] of Object.entries(events)) sums[type] = (sums[type] ?? 0) + rate / last.length
  }
  return sums
})

/** A mean of the last two seconds' samples. */
export function recently(of: (sample: Sample) => number): number {
  const last = samples.value.slice(-4)
  return last.length === 0 ? 0 : last.reduce((sum, sample) => sum + of(sample), 0) / last.length
}
