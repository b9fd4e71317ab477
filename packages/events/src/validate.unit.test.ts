import { describe, expect, test } from 'vitest'
import { allContracts, type Contract, contractOfTopic, contracts } from './registry.ts'

type Json = Record<string, unknown>
type Described = { examples: [Json]; required: string[] }

const order = {
  orderId: 'order-1',
  customerId: 'customer-1',
  items: [{ productId: 'prod-1', quantity: 1 }],
  createdAt: '2026-01-15T10:30:00Z',
}
const orderCreated = contractOfTopic('order.created.v1') as Contract
const errorIn = (data: unknown) => orderCreated.validationError(data)

describe.each(allContracts)('$topic', contract => {
  const { examples, required } = contract.schema as Described
  const [example] = examples

  test('takes its example, with unknown fields at every level too', () => {
    expect(contract.validationError(example)).toBeUndefined()
    const extended = JSON.parse(JSON.stringify(example), (_, value) =>
      typeof value === 'object' && !Array.isArray(value) ? { ...value, addedLater: { deep: [1] } } : value,
    )
    expect(contract.validationError(extended)).toBeUndefined()
  })

  test.each(required)('refuses data without %s', name => {
    const { [name]: _, ...rest } = example
    expect(contract.validationError(rest)).toBe(`/${name} is missing`)
  })
})

test.each([
  [{ ...order, items: [{ productId: 'prod-1', quantity: 0 }] }, '/items/0/quantity must be >= 1'],
  [{ ...order, items: [{ productId: 'prod-1', quantity: 1.5 }] }, '/items/0/quantity must be integer'],
  [{ ...order, items: [{ quantity: 1 }] }, '/items/0/productId is missing'],
  [{ ...order, createdAt: 'yesterday' }, '/createdAt must match format "date-time"'],
  [{ ...order, createdAt: '2026-02-30T10:30:00Z' }, '/createdAt must match format "date-time"'],
  [{ ...order, orderId: 1, items: {} }, '/orderId must be string; /items must be array'],
])('says what is wrong: %j', (data, expected) => {
  expect(errorIn(data)).toBe(expected)
})

test.each(['a\u0000b', 'a\n', '\u0085', 'half \ud83d', '\udc00\ud800'])('refuses %j as an id', orderId => {
  const completed = { orderId, completedAt: order.createdAt }
  expect(contracts.OrderCompleted.validationError(completed)).toBe(
    '/orderId must be text without control characters',
  )
})

test.each(['Größe 😀', '../..%2f', '\u{10ffff}', '\ufffd'])('takes %j as an id', orderId => {
  expect(contracts.OrderCompleted.validationError({ orderId, completedAt: order.createdAt })).toBeUndefined()
})

test('lists five errors and counts the others', () => {
  const error = errorIn({ ...order, items: Array(20).fill({ productId: 'prod-1', quantity: 0 }) })
  expect(error).toMatch(
    /^\/items\/0\/quantity must be >= 1; .*\/items\/4\/quantity must be >= 1; and 15 more$/,
  )
})

test('settles for the first error when an array is too long to list them all', () => {
  expect(errorIn({ ...order, items: Array(100_000).fill(0) })).toBe('/items/0 must be object')
})

test('repeats nothing of the data and stays on one line', () => {
  const error = errorIn({ ...order, orderId: ['secret\nvalue'], 'secret\nname': 1 })
  expect(error).toBe('/orderId must be string')
})

test.each([undefined, null, 0, Number.NaN, 'text', true, [], 10n, () => 1, new Date(), Object.create(null)])(
  'never throws: %s',
  data => {
    expect(errorIn(data)).toMatch(/^(the data must be object|\/orderId is missing.*)$/)
  },
)

test('takes an order of any size, and bounds everything else', () => {
  expect(errorIn({ ...order, orderId: 'x'.repeat(10_000) })).toBeUndefined()
  const completed = { orderId: 'x'.repeat(101), completedAt: order.createdAt }
  expect(contracts.OrderCompleted.validationError(completed)).toBe(
    '/orderId must NOT have more than 100 characters',
  )
})
