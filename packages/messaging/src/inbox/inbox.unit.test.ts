import { describe, expect, test } from 'vitest'
import type { KafkaRecord } from '../types/record.ts'
import { lateDays, positionId } from './inbox.ts'

const record = (change: Partial<KafkaRecord> = {}): KafkaRecord => {
  return {
    topic: 'parcel.sent.v1',
    partition: 2,
    offset: '41',
    key: null,
    value: null,
    headers: {},
    timestamp: '1768473000000',
    ...change,
  }
}

test('the same position has the same id, whatever the message', () => {
  const other = record({ key: Buffer.from('k'), value: Buffer.from('v'), headers: { ce_id: 'x' } })
  expect(positionId(other)).toBe(positionId(record()))
})

test.each<[string, Partial<KafkaRecord>]>([
  ['topic', { topic: 'parcel.sent.v2' }],
  ['partition', { partition: 3 }],
  ['offset', { offset: '42' }],
  // '2' + '41' and '24' + '1' must not meet.
  ['place of the digits', { partition: 24, offset: '1' }],
])('another %s has another id', (_, change) => {
  expect(positionId(record(change))).not.toBe(positionId(record()))
})

test('ids that are more than an hour old name their days, each once', () => {
  const now = Date.UTC(2026, 0, 31, 0, 30)
  const idAt = (milliseconds: number) => positionId(record({ timestamp: String(milliseconds) }))
  const old = idAt(Date.UTC(2026, 0, 2, 23, 59, 59, 999))
  const ids = [
    idAt(now),
    idAt(now + 86_400_000),
    idAt(now - 3_600_000),
    idAt(now - 3_600_001),
    old,
    old.toUpperCase(),
    idAt(Date.UTC(2025, 11, 31)),
  ]
  expect(lateDays(ids, now)).toEqual(['2025-12-31', '2026-01-02', '2026-01-30'])
})

describe('the id is a UUIDv7 of the time at which the message was produced', () => {
  test.each([
    ['1768473000000', 1_768_473_000_000],
    ['0', 0],
    ['-1', 0],
    ['', 0],
    ['not a number', 0],
    ['281474976710655', 0xffffffffffff],
    ['281474976710656', 0xffffffffffff],
    ['9223372036854775807', 0xffffffffffff],
  ])('%s', (timestamp, milliseconds) => {
    const id = positionId(record({ timestamp }))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(milliseconds)
  })
})
