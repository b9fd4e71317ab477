import { expect, test } from 'vitest'
import { compareSchemas } from './compare-schemas.ts'
import { schemaOf } from './patch.fixture.ts'

const leave = 'leave it as it was, or publish the next version as a file beside this one'

/** Where a row's keyword stands. */
const places = {
  root: ['order.created.v1', ''],
  orderId: ['order.created.v1', '/properties/orderId'],
  createdAt: ['order.created.v1', '/properties/createdAt'],
  quantity: ['order.created.v1', '/properties/items/items/properties/quantity'],
  boundedId: ['order.completed.v1', '/properties/orderId'],
  currency: ['payment.captured.v1', '/properties/amount/properties/currency'],
  lines: ['stock.reserved.v1', '/properties/lines'],
  sold: ['inventory.adjusted.v1', '/properties/sold'],
} as const

/** Before as the schema has it. */
const asItIs = Symbol('as it is')

type Row = [
  keyof typeof places,
  keyword: string,
  before: unknown,
  after: unknown,
  change: string,
  breaks: string,
]

const rows: Row[] = [
  ['orderId', 'type', asItIs, 'integer', 'type changed: "string" → "integer"', 'both'],
  [
    'orderId',
    'type',
    asItIs,
    ['string', 'null'],
    'type widened: "string" → ["string","null"]',
    'old consumers',
  ],
  [
    'orderId',
    'type',
    ['string', 'null'],
    'string',
    'type narrowed: ["string","null"] → "string"',
    'old events',
  ],
  ['orderId', 'type', asItIs, undefined, 'type: "string" → absent', 'old consumers'],
  ['orderId', 'type', undefined, 'string', 'type: absent → "string"', 'old events'],
  ['quantity', 'type', asItIs, 'number', 'type widened: "integer" → "number"', 'old consumers'],
  ['quantity', 'type', 'number', 'integer', 'type narrowed: "number" → "integer"', 'old events'],
  ['createdAt', 'format', asItIs, 'date', 'format: "date-time" → "date"', 'both'],
  ['createdAt', 'format', asItIs, undefined, 'format: "date-time" → absent', 'old consumers'],
  ['orderId', 'format', undefined, 'uuid', 'format: absent → "uuid"', 'old events'],
  ['currency', 'pattern', asItIs, '^[A-Z]+$', 'pattern: "^[A-Z]{3}$" → "^[A-Z]+$"', 'both'],
  ['currency', 'pattern', asItIs, undefined, 'pattern: "^[A-Z]{3}$" → absent', 'old consumers'],
  ['orderId', 'pattern', undefined, '^o-', 'pattern: absent → "^o-"', 'old events'],
  ['currency', 'const', undefined, 'EUR', 'const: absent → "EUR"', 'old events'],
  ['currency', 'const', 'EUR', 'USD', 'const: "EUR" → "USD"', 'both'],
  ['currency', 'const', 'EUR', undefined, 'const: "EUR" → absent', 'old consumers'],
  ['currency', 'enum', undefined, ['EUR'], 'enum: absent → ["EUR"]', 'old events'],
  ['currency', 'enum', ['EUR'], undefined, 'enum: ["EUR"] → absent', 'old consumers'],
  ['boundedId', 'maxLength', asItIs, 50, 'maxLength tightened: 100 → 50', 'old events'],
  ['boundedId', 'maxLength', asItIs, 200, 'maxLength loosened: 100 → 200', 'old consumers'],
  ['boundedId', 'maxLength', asItIs, undefined, 'maxLength loosened: 100 → absent', 'old consumers'],
  ['orderId', 'maxLength', undefined, 100, 'maxLength tightened: absent → 100', 'old events'],
  ['boundedId', 'minLength', asItIs, 2, 'minLength tightened: 1 → 2', 'old events'],
  ['boundedId', 'minLength', asItIs, 0, 'minLength loosened: 1 → absent', 'old consumers'],
  ['quantity', 'minimum', asItIs, 2, 'minimum tightened: 1 → 2', 'old events'],
  ['quantity', 'minimum', asItIs, 0, 'minimum loosened: 1 → 0', 'old consumers'],
  ['sold', 'maximum', asItIs, 1000, 'maximum tightened: 9007199254740991 → 1000', 'old events'],
  ['sold', 'maximum', 10, undefined, 'maximum loosened: 10 → absent', 'old consumers'],
  ['sold', 'exclusiveMinimum', undefined, -1, 'exclusiveMinimum tightened: absent → -1', 'old events'],
  ['sold', 'exclusiveMinimum', -1, -2, 'exclusiveMinimum loosened: -1 → -2', 'old consumers'],
  ['sold', 'exclusiveMaximum', 10, 9, 'exclusiveMaximum tightened: 10 → 9', 'old events'],
  ['sold', 'exclusiveMaximum', 10, 20, 'exclusiveMaximum loosened: 10 → 20', 'old consumers'],
  ['sold', 'exclusiveMaximum', 10, true, 'exclusiveMaximum changed: 10 → true', 'both'],
  ['sold', 'multipleOf', undefined, 5, 'multipleOf: absent → 5', 'old events'],
  ['sold', 'multipleOf', 5, 10, 'multipleOf: 5 → 10', 'both'],
  ['lines', 'maxItems', asItIs, 500, 'maxItems tightened: 1000 → 500', 'old events'],
  ['lines', 'maxItems', asItIs, 2000, 'maxItems loosened: 1000 → 2000', 'old consumers'],
  ['lines', 'minItems', undefined, 1, 'minItems tightened: absent → 1', 'old events'],
  ['lines', 'minItems', 2, 1, 'minItems loosened: 2 → 1', 'old consumers'],
  ['lines', 'uniqueItems', undefined, true, 'uniqueItems: absent → true', 'old events'],
  ['lines', 'uniqueItems', true, false, 'uniqueItems: true → absent', 'old consumers'],
  ['root', 'minProperties', undefined, 5, 'minProperties tightened: absent → 5', 'old events'],
  ['root', 'minProperties', 5, 4, 'minProperties loosened: 5 → 4', 'old consumers'],
  ['root', 'maxProperties', 9, 8, 'maxProperties tightened: 9 → 8', 'old events'],
  ['root', 'maxProperties', 9, 12, 'maxProperties loosened: 9 → 12', 'old consumers'],
  ['orderId', 'contentEncoding', undefined, 'base64', 'contentEncoding: absent → "base64"', 'both'],
  ['orderId', 'x-unit', 'cm', 'mm', 'x-unit: "cm" → "mm"', 'both'],
  ['orderId', 'default', 'a', 'b', 'default: "a" → "b", so an absent value means something else', 'both'],
]

test.each(rows)('%s: %s %j → %j', (place, keyword, old, now, change, breaks) => {
  const [topic, inside] = places[place]
  const pointer = `${inside}/${keyword}`
  const before = schemaOf(topic, old === asItIs ? {} : { [pointer]: old })
  const after = schemaOf(topic, { [pointer]: now })
  expect(compareSchemas(before, after)).toEqual([{ pointer, change, breaks, instead: leave }])
})

test.each([
  [['EUR', 'USD'], ['EUR'], 'enum loses "USD"', 'old events'],
  [['EUR'], ['EUR', 'USD', 'GBP'], 'enum gains "GBP", "USD"', 'old consumers'],
  [['EUR', 'USD'], ['USD', 'GBP'], 'enum loses "EUR" and gains "GBP"', 'both'],
])('enum %j → %j', (old, now, change, breaks) => {
  const pointer = '/properties/amount/properties/currency/enum'
  const [before, after] = [old, now].map(set => schemaOf('payment.captured.v1', { [pointer]: set }))
  const instead = `${leave}; a set that is to grow is a string with a pattern, not an enum`
  expect(compareSchemas(before, after)).toEqual([{ pointer, change, breaks, instead }])
})

test.each([
  [false, {}, 'schema: false → {}', 'old consumers'],
  [true, false, 'schema: true → false', 'old events'],
  [{ type: 'string' }, false, 'schema: {"type":"string"} → false', 'old events'],
])('boolean schemas: %j → %j', (old, now, change, breaks) => {
  const pointer = '/properties/note'
  const [before, after] = [old, now].map(schema => schemaOf('order.created.v1', { [pointer]: schema }))
  expect(compareSchemas(before, after)).toEqual([{ pointer, change, breaks, instead: leave }])
})
