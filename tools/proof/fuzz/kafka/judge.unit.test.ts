import { expect, it } from 'vitest'
import { services } from '../../../dev/lib/services.ts'
import type { Letter } from './books.ts'
import type { KafkaCase } from './case.ts'
import { idsOf, judge } from './judge.ts'
import type { Put } from './sender.ts'

const id = '018f3a3e-7d5c-7000-8000-000000000001'
const put: Put = {
  ...{ topic: 'order.created.v2', partition: 0, offset: '7', timestamp: '1700000000000' },
  ...{ key: null, value: Buffer.from('{}'), headers: { ce_id: Buffer.from(id) } },
}
const place = idsOf(put).at(-1) as string
const letter: Letter = {
  service: 'inventory',
  where: 'order.created.v2/0/7',
  reason: 'SCHEMA_INVALID',
  time: 'a',
}
const readers = services.filter(({ name }) => name === 'inventory')

it.each<[string, readonly string[], readonly Letter[], Partial<KafkaCase>, string, boolean]>([
  ['processed', [id], [], {}, 'processed', true],
  ['a dead letter', [place], [letter], {}, 'dead letter SCHEMA_INVALID', true],
  ['a dead letter that was sent twice', [place], [letter, letter], {}, 'dead letter SCHEMA_INVALID', true],
  ['aborted', [], [], { transaction: 'aborted' }, 'aborted', true],
  ['lost', [], [], {}, 'wrong', false],
  ['taken as unreadable, and no dead letter', [place], [], {}, 'wrong', false],
  ['a dead letter without a reason', [place], [{ ...letter, reason: '' }], {}, 'wrong', false],
  ['decided about twice', [place], [letter, { ...letter, time: 'b' }], {}, 'wrong', false],
  ['unreadable by a bug of ours', [place], [{ ...letter, reason: 'READ_FAILED' }], {}, 'wrong', false],
  ['read though it was aborted', [place], [letter], { transaction: 'aborted' }, 'wrong', false],
])('a record that was %s', (_what, taken, letters, how, verdict, clear) => {
  const one: KafkaCase = { topic: put.topic, partition: 0, compression: 'none', records: [], ...how }
  const outcome = judge(one, [put], { readers, letters, taken: new Map([['inventory', new Set(taken)]]) })
  expect(outcome.verdict).toBe(verdict)
  expect(outcome.fault === undefined).toBe(clear)
})

it('a record without a value on a compacted topic is a deletion, known by its place', () => {
  const deletion: Put = {
    ...put,
    topic: 'inventory.adjusted.v1',
    key: Buffer.from('prod-1'),
    value: null,
    headers: {},
  }
  const one: KafkaCase = { topic: deletion.topic, partition: 0, compression: 'none', records: [] }
  const taken = new Map([['inventory', new Set(idsOf(deletion))]])
  expect(judge(one, [deletion], { readers, letters: [], taken })).toEqual({ verdict: 'processed' })
})
