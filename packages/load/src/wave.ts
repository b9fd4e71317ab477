import { seededRandom } from './random.ts'

/** The body of `POST /orders`. */
export interface OrderRequest {
  readonly customerId: string
  readonly items: readonly { readonly productId: string; readonly quantity: number }[]
}

/**
 * What an order is made for. The gateway declines some customers, is slow to answer of others, and the carrier
 * cannot reach some, by their ids; prod-scarce has five pieces, and some products are in no catalogue.
 */
type Purpose = 'plain' | 'declined' | 'undeliverable' | 'out-of-stock' | 'scarce' | 'unknown' | 'slow'

/** One order of each, in a wave of five or more: every outcome occurs. */
const always: readonly Purpose[] = ['plain', 'declined', 'undeliverable', 'out-of-stock', 'unknown']

/** How many of all orders are made for a purpose, each from 0 to 1; the others are plain. */
type Shares = Readonly<Partial<Record<Purpose, number>>>

const dayShares: Shares = { declined: 0.08, undeliverable: 0.05, scarce: 0.04, unknown: 0.005 }

interface WaveOptions {
  /** Orders among the first 20 that the gateway is slow to answer of; 0 unless told. */
  readonly slow?: number
  /** A day's unless told. */
  readonly shares?: Shares
}

/**
 * A day's orders of a shop: one to three products, one to three pieces of each; eight in a hundred are
 * declined, five undeliverable, four want what is scarce. The same number and seed give the same orders.
 */
export function* wave(
  orders: number,
  seed: number,
  { slow = 0, shares = dayShares }: WaveOptions = {},
): Generator<OrderRequest> {
  const random = seededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const guaranteed = places(orders, slow, below)
  for (let place = 0; place < orders; place++) {
    yield request(guaranteed.get(place) ?? purposeAt(random(), shares), below)
  }
}

/** Where the orders stand that every wave has: somewhere among the first 20. */
function places(orders: number, slow: number, below: (limit: number) => number): Map<number, Purpose> {
  const free = Array.from({ length: Math.min(orders, 20) }, (_, place) => place)
  const taken = new Map<number, Purpose>()
  const wanted = [...always, ...Array.from({ length: slow }, (): Purpose => 'slow')]
  for (const purpose of wanted.slice(0, free.length)) {
    const [place] = free.splice(below(free.length), 1)
    taken.set(place as number, purpose)
  }
  return taken
}

function purposeAt(point: number, shares: Shares): Purpose {
  let sum = 0
  for (const [purpose, share] of Object.entries(shares)) {
    sum += share
    if (point < sum) return purpose as Purpose
  }
  return 'plain'
}

const prefixes: ReadonlySet<Purpose> = new Set(['declined', 'undeliverable', 'slow'])

function request(purpose: Purpose, below: (limit: number) => number): OrderRequest {
  const prefix = prefixes.has(purpose) ? purpose : 'customer'
  const customerId = `${prefix}-${1 + below(10_000)}`
  const items = lines(below)
  const first = items[0] as OrderRequest['items'][number]
  switch (purpose) {
    case 'scarce':
      return { customerId, items: [{ ...first, productId: 'prod-scarce' }, ...items.slice(1)] }
    case 'out-of-stock': // one more than there ever were
      return { customerId, items: [{ productId: 'prod-scarce', quantity: 6 }] }
    case 'unknown':
      return { customerId, items: [...items.slice(1), { ...first, productId: 'prod-unknown' }] }
    case 'plain':
    case 'declined':
    case 'undeliverable':
    case 'slow':
      return { customerId, items }
  }
}

function lines(below: (limit: number) => number): OrderRequest['items'] {
  const products = new Set<string>()
  for (let line = 1 + below(3); line > 0; line--) products.add(`prod-${1 + below(100)}`)
  return [...products].map(productId => ({ productId, quantity: 1 + below(3) }))
}
