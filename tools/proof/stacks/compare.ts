import type { ProductFigures, View } from './view.ts'

const none: ProductFigures = { ordered: 0, held: 0 }

/**
 * Where a view differs from the owners' truth, a sentence for each figure; a product that one of them does not know
 * has zeros there.
 */
export function mismatches(truth: View, view: View): string[] {
  const found: string[] = []
  const compare = (what: string, wanted: number, seen: number) => {
    if (wanted !== seen) found.push(`${what}: ${seen} instead of ${wanted}`)
  }
  compare('orders', truth.orders, view.orders)
  for (const product of new Set([...Object.keys(truth.products), ...Object.keys(view.products)])) {
    const [wanted, seen] = [truth.products[product] ?? none, view.products[product] ?? none]
    compare(`${product} ordered`, wanted.ordered, seen.ordered)
    compare(`${product} held`, wanted.held, seen.held)
  }
  return found
}
