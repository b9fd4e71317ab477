import type { Frame, PageConfig, Product } from '../../src/api.ts'
import { followStream } from '../lib/stream.ts'
import { authorized, getJson, problemOf } from './request.ts'
import { accepted, refused } from './session.ts'
import { config, connection, stock, takeFrame } from './store.ts'

/** Follows the live stream into the store, for as long as the page is open. */
export function startFeed(signal: AbortSignal): void {
  void followStream({
    open: init => openStream(init),
    signal,
    onState(state) {
      connection.value = state
      if (state !== 'live') return
      accepted()
      void Promise.all([loadConfig(), loadStock()]).catch(() => {})
    },
    onEvent({ event, data }) {
      if (event === 'frame') takeFrame(JSON.parse(data) as Frame)
    },
  })
}

async function openStream(init: RequestInit): Promise<Response> {
  const response = await authorized('/stream', init)
  if (response.status === 403) refused((await problemOf(response)).message)
  return response
}

/** Asked again after each connection: a service that was started again may have another token. Anybody may ask. */
export async function loadConfig(): Promise<void> {
  const response = await fetch('/page-config.json', { cache: 'no-store' })
  if (!response.ok) throw await problemOf(response)
  config.value = (await response.json()) as PageConfig
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
