import type { Product } from '@orderflow/live-page/api'

/** The most products that one frame holds. */
const maxInFrame = 20

export interface StockChanges {
  /**
   * Takes the products as they are now, those that changed last first, and returns what a frame shows of them: those
   * that changed and were not shown since, the ones that wait longest first; and the ids of those that were shown and
   * are not among them any more. What does not fit waits for the next.
   */
  next(products: readonly Product[]): { stock: Product[]; gone: string[] }
  /** All products as they are known. */
  all(): Product[]
}

/** Remembers which version of each product was shown; of as many products as it is given at a time. */
export function createStockChanges(): StockChanges {
  let known = new Map<string, Product>()
  const shown = new Map<string, number>()
  const waiting = new Set<string>()
  return {
    next(products) {
      const before = known
      known = new Map(products.map(product => [product.productId, product]))
      for (const { productId, version } of products.toReversed()) {
        if (shown.get(productId) !== version) waiting.add(productId)
      }
      // A version that went back is that of a product which was deleted and has begun anew.
      const gone = [...before.values()].flatMap(({ productId, version }) =>
        (known.get(productId)?.version ?? -1) < version ? [productId] : [],
      )
      for (const productId of gone) {
        shown.delete(productId)
        if (!known.has(productId)) waiting.delete(productId)
      }
      const taken = [...waiting].slice(0, maxInFrame).map(productId => known.get(productId) as Product)
      for (const { productId, version } of taken) {
        waiting.delete(productId)
        shown.set(productId, version)
      }
      return { stock: taken, gone }
    },
    all: () => [...known.values()],
  }
}
