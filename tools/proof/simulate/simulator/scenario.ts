import type { Dice } from './dice.ts'

/** What the world outside wants of the system in one schedule. */
export interface Scenario {
  /** Which of the system's deployments runs. */
  readonly deployment: number
  /** Partitions of every topic: orders on the same one keep their order relative to each other too. */
  readonly partitions: number
  readonly products: readonly ProductWanted[]
  readonly orders: readonly OrderWanted[]
  readonly stimuli: readonly Stimulus[]
}

export interface ProductWanted {
  readonly productId: string
  /** Minor units. */
  readonly unitPrice: number
  readonly stock: number
}

export interface OrderWanted {
  readonly orderId: string
  readonly customerId: string
  readonly items: readonly { readonly productId: string; readonly quantity: number }[]
  /** The client's Idempotency-Key, if it sends one. */
  readonly key: string | undefined
  /** The version of the saga that new orders go by when it is placed; 1 unless told. */
  readonly saga?: 1 | 2
}

/** Something that a person or the clock does to the system. `id` tells it from all others of the scenario. */
export type Stimulus = { readonly id: string } & (
  | { readonly kind: 'place'; readonly order: number; readonly repeat: 'first' | 'same' | 'other-body' }
  | { readonly kind: 'cancel'; readonly order: number }
  | { readonly kind: 'deadline'; readonly order: number }
  | { readonly kind: 'adjust'; readonly product: number; readonly delta: number }
)

/** An order gets one of these customers; the prefixes are the services' test values. */
const customers = ['c', 'c', 'c', 'c', 'c', 'declined-c', 'undeliverable-c'] as const

/** Draws a scenario: a few orders that want the same few products, of which there are too few. */
export function drawScenario(dice: Dice, deployments: number): Scenario {
  const products = Array.from({ length: dice.between(1, 3) }, (_, i) => ({
    productId: `prod-${i + 1}`,
    unitPrice: 100 + 50 * i,
    stock: dice.between(1, 9),
  }))
  const orders = Array.from({ length: dice.pick([1, 2, 2, 3, 3, 4, 5]) }, (_, i) => ({
    orderId: `order-${i + 1}`,
    customerId: `${dice.pick(customers)}${i + 1}`,
    items: drawItems(dice, products),
    key: dice.chance(0.5) ? `key-${i + 1}` : undefined,
    saga: dice.pick([1, 2] as const),
  }))
  return {
    deployment: dice.below(deployments),
    partitions: dice.between(1, 3),
    products,
    orders,
    stimuli: [
      ...orders.flatMap((order, i) => drawStimuli(dice, order, i)),
      ...drawAdjustments(dice, products.length),
    ],
  }
}

function drawItems(dice: Dice, products: readonly ProductWanted[]) {
  return Array.from({ length: dice.chance(0.4) ? 2 : 1 }, () => ({
    productId: dice.chance(0.02) ? 'prod-unknown' : dice.pick(products).productId,
    quantity: dice.between(1, 2),
  }))
}

function drawStimuli(dice: Dice, { orderId, key }: OrderWanted, order: number): Stimulus[] {
  const drawn: Stimulus[] = [{ id: `place ${orderId}`, kind: 'place', order, repeat: 'first' }]
  if (key !== undefined && dice.chance(0.3)) {
    drawn.push({ id: `place ${orderId} again`, kind: 'place', order, repeat: 'same' })
  }
  if (key !== undefined && dice.chance(0.05)) {
    drawn.push({ id: `place another with the key of ${orderId}`, kind: 'place', order, repeat: 'other-body' })
  }
  if (dice.chance(0.5)) drawn.push({ id: `cancel ${orderId}`, kind: 'cancel', order })
  if (dice.chance(0.1)) drawn.push({ id: `cancel ${orderId} again`, kind: 'cancel', order })
  if (dice.chance(0.25)) drawn.push({ id: `deadline of ${orderId}`, kind: 'deadline', order })
  if (dice.chance(0.1)) drawn.push({ id: `deadline of ${orderId} again`, kind: 'deadline', order })
  return drawn
}

function drawAdjustments(dice: Dice, products: number): Stimulus[] {
  return Array.from({ length: dice.below(3) }, (_, i) => {
    const product = dice.below(products)
    const delta = dice.pick([-3, -2, -1, 1, 2, 5])
    return { id: `adjust prod-${product + 1} by ${delta} #${i + 1}`, kind: 'adjust', product, delta } as const
  })
}
