import type { Frame, PageConfig, Product } from '../../src/api.ts'
import { followStream } from '../lib/stream.ts'
import { config, connection, stock, takeFrame } from './store.ts'

/** Asks a service; a path alone is this one's. @throws Refused with the problem's own words */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(path, { cache: 'no-store', ...(signal && { signal }) })
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Answer
}

/** A refusal that a service explained. */
export class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What an answer that is not a success says, as an error. */
export async function problemOf(response: Response): Promise<Refused> {
  const body = (await response.json().catch(() => ({}))) as { title?: string; detail?: string }
  return new Refused(response.status, body.detail ?? body.title ?? `The answer was ${response.status}.`)
}

/** Follows the live stream into the store, for as long as the page is open. */
export function startFeed(signal: AbortSignal): void {
  void followStream({
    url: '/stream',
    signal,
    onState(state) {
      connection.value = state
      if (state === 'live') void Promise.all([loadConfig(), loadStock()]).catch(() => {})
    },
    onEvent({ event, data }) {
      if (event === 'frame') takeFrame(JSON.parse(data) as Frame)
    },
  })
}

/** Asked again after each connection: a service that was started again may have another token. */
async function loadConfig(): Promise<void> {
  config.value = await getJson<PageConfig>('/page-config.json')
}

/** The stream tells only what changes. */
async function loadStock(): Promise<void> {
  const { products } = await getJson<{ products: readonly Product[] }>('/stock')
  const oldestFirst = products.toSorted((a, b) => a.updatedAt.localeCompare(b.updatedAt))
  const known = stock.value
  stock.value = new Map([
    ...oldestFirst.map(product => {
      const shown = known.get(product.productId)
      return [product.productId, shown && shown.version > product.version ? shown : product] as const
    }),
  ])
}
