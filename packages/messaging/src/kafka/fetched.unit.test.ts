import { describe, expect, it } from 'vitest'
import {
  committed,
  type Fetched,
  type FetchedMessage,
  nextOffset,
  within,
  withoutMarkers,
} from './fetched.ts'

const message = (
  offset: number,
  batch: { first: number; delta: number; producer?: string },
  control = false,
) =>
  ({
    offset: String(offset),
    isControlRecord: control,
    batchContext: {
      firstOffset: String(batch.first),
      lastOffsetDelta: batch.delta,
      producerId: batch.producer ?? '-1',
      inTransaction: batch.producer !== undefined,
    },
  }) as FetchedMessage

const fetched = (messages: FetchedMessage[], rest: Partial<Fetched> = {}): Fetched => ({
  messages,
  ...rest,
})

describe('nextOffset', () => {
  it('goes behind the last of it', () => {
    expect(nextOffset(fetched([message(9, { first: 0, delta: 9 })]), 0n)).toBe(10n)
  })

  it('goes on when all that came lies before', () => {
    expect(nextOffset(fetched([message(3, { first: 0, delta: 3 })]), 5n)).toBe(6n)
  })

  it('waits where nothing came', () => {
    expect(nextOffset(fetched([]), 5n)).toBe(5n)
  })
})

it('committed follows each producer by itself', () => {
  const [a, b] = ['1', '2']
  const messages = [
    message(0, { first: 0, delta: 0, producer: a }),
    message(1, { first: 1, delta: 0, producer: b }),
    message(2, { first: 2, delta: 0 }),
    message(3, { first: 3, delta: 0, producer: a }, true),
    message(4, { first: 4, delta: 0, producer: a }),
    message(5, { first: 5, delta: 0, producer: b }, true),
    message(6, { first: 6, delta: 0, producer: b }),
  ]
  const abortedTransactions = [
    { producerId: b, firstOffset: '1' },
    { producerId: a, firstOffset: '0' },
  ]
  const offsets = (rest: Partial<Fetched>) => committed(fetched(messages, rest)).map(({ offset }) => offset)
  expect(offsets({ abortedTransactions })).toEqual(['2', '4', '6'])
  expect(offsets({ abortedTransactions: abortedTransactions.slice(0, 1) })).toEqual(['0', '2', '4', '6'])
  expect(offsets({})).toEqual(['0', '1', '2', '4', '6'])
})

it('committed takes the records of a batch alike, which have one object of its own', () => {
  const of = (first: number, producer: string, control = false) => {
    const { batchContext } = message(first, { first, delta: 1, producer }, control)
    return [first, first + 1].map(offset => ({
      ...message(offset, { first, delta: 1 }, control),
      batchContext,
    }))
  }
  const messages = [of(0, '1'), of(2, '2'), of(4, '1', true), of(6, '1')].flat() as FetchedMessage[]
  const abortedTransactions = [{ producerId: '1', firstOffset: '0' }]
  expect(committed({ messages, abortedTransactions }).map(({ offset }) => offset)).toEqual([
    '2',
    '3',
    '6',
    '7',
  ])
})

it('within leaves out what lies before, and copies nothing where nothing does', () => {
  const messages = [3, 4, 7, 10].map(offset => message(offset, { first: 3, delta: 7 }))
  const from = (offset: bigint) => within(messages, offset).map(each => each.offset)
  expect(from(5n)).toEqual(['7', '10'])
  expect(from(10n)).toEqual(['10'])
  expect(from(11n)).toEqual([])
  expect(within(messages, 3n)).toBe(messages)
  const marked = within([...messages, message(11, { first: 11, delta: 0, producer: '1' }, true)], 5n)
  expect(committed({ messages: marked }).map(each => each.offset)).toEqual(['7', '10'])
  const plain = withoutMarkers(messages)
  expect(committed({ messages: plain })).toBe(plain)
})
