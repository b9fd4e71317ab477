import { contracts } from '@orderflow/events'
import { type Case, exampleOf, type Vector, vector, withText } from './vector.ts'

const third = contracts.OrderCreated
const [second = third, first = third] = third.older
const quantity = ['items', 0, 'quantity']
const old = exampleOf(first)
const large = 'it is above 2^53 - 1'

const ofFirst: readonly Case[] = [
  ['an event of version 1', JSON.stringify(old)],
  ['an event of version 2', JSON.stringify(exampleOf(second))],
  ['texts without bounds', JSON.stringify({ ...(old as object), orderId: '', customerId: 'x'.repeat(1000) })],
  ['a text of controls', withText(old, ['orderId'], '"\\u0000\\n"')],
  ['half of a surrogate pair', withText(old, ['orderId'], '"\\ud83d"'), 'it has half of a surrogate pair'],
  ['fifty digits', withText(old, quantity, '1'.repeat(50)), large],
  ['the largest double', withText(old, quantity, '1.7976931348623157e308'), large],
  ['more than a double can be', withText(old, quantity, '1e400'), large],
]

const ofSecond: readonly Case[] = [
  ['an event of version 1', JSON.stringify(old), 'currency is required'],
  ['an event of version 2', JSON.stringify(exampleOf(second))],
]

const ofThird: readonly Case[] = [
  ['an event of version 2', JSON.stringify(exampleOf(second)), 'saga is required'],
  ['an event of version 3', JSON.stringify(exampleOf(third))],
]

/** Each version takes its own events, and those of the other where they are its own too. */
export const versions = (): Vector[] =>
  [
    { topic: first.topic, cases: ofFirst },
    { topic: second.topic, cases: ofSecond },
    { topic: third.topic, cases: ofThird },
  ].flatMap(({ topic, cases }) =>
    cases.map(([name, text, reason]) => vector(`${topic}: ${name}`, topic, text, reason)),
  )
