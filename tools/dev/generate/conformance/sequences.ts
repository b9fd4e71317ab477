import { contractOfTopic } from '@orderflow/events'
import { exampleOf } from './vector.ts'

/** One message as a stack is given it. */
export interface Delivery {
  readonly topic: string
  readonly key: string
  /** CloudEvents' attributes by their own names. */
  readonly attributes: Readonly<Record<string, string>>
  readonly value: string
}

/** Messages in the order of their arrival, and what a stack has to show once it has taken them. */
export interface Sequence {
  readonly name: string
  readonly deliveries: readonly Delivery[]
  readonly view: View
}

/** What every stack keeps: see the README beside the vectors. */
export interface View {
  readonly orders: number
  readonly duplicates: number
  readonly products: Readonly<Record<string, { readonly ordered: number; readonly held: number }>>
}

const time = '2026-01-15T10:30:00.000Z'
type Lines = Readonly<Record<string, number>>

const linesOf = (lines: Lines) =>
  Object.entries(lines).map(([productId, quantity]) => ({ productId, quantity }))

function delivery(n: number, topic: string, orderId: string, data: object): Delivery {
  const contract = contractOfTopic(topic)
  if (contract === undefined) throw new Error(`SEQUENCE_TOPIC_UNKNOWN: no contract has the topic ${topic}`)
  const service = topic.startsWith('order') ? 'order' : 'inventory'
  return {
    topic,
    key: orderId,
    attributes: {
      specversion: '1.0',
      id: `019bc134-7840-7000-8000-${String(n).padStart(12, '0')}`,
      source: `/services/${service}`,
      type: contract.type,
      time,
      dataschema: contract.dataSchema,
      correlationid: orderId,
      sequence: '1',
    },
    value: JSON.stringify({ ...(exampleOf(contract) as object), orderId, ...data }),
  }
}

const price = { amount: 100, currency: 'EUR' }
const created = (n: number, orderId: string, lines: Lines, more = {}) =>
  delivery(n, 'order.created.v2', orderId, { items: linesOf(lines), ...more })
const reserved = (n: number, orderId: string, lines: Lines) =>
  delivery(n, 'stock.reserved.v1', orderId, {
    lines: linesOf(lines).map(line => ({ ...line, unitPrice: price })),
  })
const released = (n: number, orderId: string, lines: Lines) =>
  delivery(n, 'stock.released.v1', orderId, { lines: linesOf(lines) })

const [one, two] = [
  created(1, 'order-1', { 'prod-1': 2, 'prod-7': 1 }),
  created(2, 'order-2', { 'prod-1': 3 }),
]
const [held, freed] = [
  reserved(3, 'order-1', { 'prod-1': 2, 'prod-7': 1 }),
  released(4, 'order-1', { 'prod-1': 2, 'prod-7': 1 }),
]
const heldToo = reserved(5, 'order-2', { 'prod-1': 3 })
const both: View = {
  orders: 2,
  duplicates: 0,
  products: { 'prod-1': { ordered: 5, held: 3 }, 'prod-7': { ordered: 1, held: 0 } },
}

const again = (first: Delivery, data: object): Delivery => ({
  ...first,
  value: JSON.stringify({ ...JSON.parse(first.value), ...data }),
})

/** Duplicates and other orders of arrival: the view is that of each event once, in any order. */
export const sequences: readonly Sequence[] = [
  { name: 'nothing', deliveries: [], view: { orders: 0, duplicates: 0, products: {} } },
  {
    name: 'one order',
    deliveries: [one],
    view: {
      orders: 1,
      duplicates: 0,
      products: { 'prod-1': { ordered: 2, held: 0 }, 'prod-7': { ordered: 1, held: 0 } },
    },
  },
  {
    name: 'one order, delivered three times',
    deliveries: [one, one, one],
    view: {
      orders: 1,
      duplicates: 2,
      products: { 'prod-1': { ordered: 2, held: 0 }, 'prod-7': { ordered: 1, held: 0 } },
    },
  },
  { name: 'two orders, one of them released', deliveries: [one, two, held, heldToo, freed], view: both },
  { name: 'the same, last first', deliveries: [freed, heldToo, held, two, one], view: both },
  {
    name: 'the same, every message twice in a row',
    deliveries: [one, two, held, heldToo, freed].flatMap(each => [each, each]),
    view: { ...both, duplicates: 5 },
  },
  {
    name: 'the same, all of it once more',
    deliveries: [one, two, held, heldToo, freed, one, two, held, heldToo, freed],
    view: { ...both, duplicates: 5 },
  },
  {
    name: 'a duplicate long after other events of its order',
    deliveries: [one, held, freed, two, heldToo, one],
    view: { ...both, duplicates: 1 },
  },
  {
    name: 'released before it was reserved, and reserved twice',
    deliveries: [freed, held, held],
    view: {
      orders: 0,
      duplicates: 1,
      products: { 'prod-1': { ordered: 0, held: 0 }, 'prod-7': { ordered: 0, held: 0 } },
    },
  },
  {
    name: 'released and not yet reserved',
    deliveries: [freed],
    view: {
      orders: 0,
      duplicates: 0,
      products: { 'prod-1': { ordered: 0, held: -2 }, 'prod-7': { ordered: 0, held: -1 } },
    },
  },
  {
    name: 'one product on two lines',
    deliveries: [
      delivery(6, 'order.created.v2', 'order-3', {
        items: [...linesOf({ 'prod-1': 1 }), ...linesOf({ 'prod-1': 4 })],
      }),
    ],
    view: { orders: 1, duplicates: 0, products: { 'prod-1': { ordered: 5, held: 0 } } },
  },
  {
    name: 'no lines',
    deliveries: [created(7, 'order-4', {})],
    view: { orders: 1, duplicates: 0, products: {} },
  },
  {
    name: 'two events of the same data, which are two',
    deliveries: [created(8, 'order-5', { 'prod-1': 1 }), created(9, 'order-5', { 'prod-1': 1 })],
    view: { orders: 2, duplicates: 0, products: { 'prod-1': { ordered: 2, held: 0 } } },
  },
  {
    name: 'other data under an id that is known: the first counts',
    deliveries: [two, again(two, { items: linesOf({ 'prod-9': 9 }) })],
    view: { orders: 1, duplicates: 1, products: { 'prod-1': { ordered: 3, held: 0 } } },
  },
  {
    name: 'members that are unknown',
    deliveries: [
      created(
        10,
        'order-6',
        { 'prod-1': 1 },
        { gift: { wrapped: true, items: [{ productId: 'prod-2', quantity: 5 }] } },
      ),
    ],
    view: { orders: 1, duplicates: 0, products: { 'prod-1': { ordered: 1, held: 0 } } },
  },
  {
    name: 'quantities written with a fraction and an exponent',
    deliveries: [
      {
        ...created(11, 'order-7', {}),
        value: created(11, 'order-7', {}).value.replace(
          '"items":[]',
          '"items":[{"productId":"prod-1","quantity":2.0},{"productId":"prod-7","quantity":1e1}]',
        ),
      },
    ],
    view: {
      orders: 1,
      duplicates: 0,
      products: { 'prod-1': { ordered: 2, held: 0 }, 'prod-7': { ordered: 10, held: 0 } },
    },
  },
  {
    name: 'a member twice: the last counts',
    deliveries: [
      {
        ...created(12, 'order-8', {}),
        value: created(12, 'order-8', {}).value.replace(
          '"items":[]',
          '"items":[{"productId":"prod-1","quantity":2}],"items":[{"productId":"prod-7","quantity":3}]',
        ),
      },
    ],
    view: { orders: 1, duplicates: 0, products: { 'prod-7': { ordered: 3, held: 0 } } },
  },
  {
    name: 'one that is invalid, which goes to the dead letters and counts nowhere, not even when it comes twice',
    deliveries: [again(one, { items: 'none' }), again(one, { items: 'none' }), one],
    view: {
      orders: 1,
      duplicates: 0,
      products: { 'prod-1': { ordered: 2, held: 0 }, 'prod-7': { ordered: 1, held: 0 } },
    },
  },
  {
    name: 'ids of products that are odd names',
    deliveries: [created(13, 'order-9', { constructor: 1, 'a/b': 2, '\u{1f600}': 3, ' ': 4 })],
    view: {
      orders: 1,
      duplicates: 0,
      products: {
        constructor: { ordered: 1, held: 0 },
        'a/b': { ordered: 2, held: 0 },
        '\u{1f600}': { ordered: 3, held: 0 },
        ' ': { ordered: 4, held: 0 },
      },
    },
  },
]
