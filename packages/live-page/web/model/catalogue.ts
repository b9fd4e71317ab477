import { effect, signal } from '@preact/signals'
import { authorized } from './request.ts'
import { config } from './store.ts'

interface CatalogueEntry {
  readonly productId: string
  readonly name: string
  readonly available: number
  readonly reserved: number
  readonly sold: number
}

/** What inventory sells; empty until it has answered once. Events carry no names, so reporting knows none. */
export const catalogue = signal<readonly CatalogueEntry[]>([])

/** Asks inventory for its products, as soon as the page knows where it is. */
export function startCatalogue(): void {
  effect(() => {
    const url = config.value.services.inventory
    if (url === undefined || catalogue.peek().length > 0) return
    void load(url)
  })
}

async function load(url: string): Promise<void> {
  try {
    const response = await authorized(`${url}/products`)
    if (response.ok) catalogue.value = (await response.json()) as readonly CatalogueEntry[]
  } catch {
    setTimeout(() => void load(url), 2_000)
  }
}
