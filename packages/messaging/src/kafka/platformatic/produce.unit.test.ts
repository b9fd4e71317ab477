import { expect, it } from 'vitest'
import { recordOf } from '../fetched.ts'
import { decodeRecordSet } from '../format/record-set.ts'
import { encodeBatch } from './produce.ts'

const record = (value: string | null, timestamp?: string) => ({
  topic: 'a',
  partition: 0,
  key: 'clé',
  value: value === null ? null : Buffer.from(value),
  headers: { name: 'text', twice: ['1', '2'], none: null },
  ...(timestamp !== undefined && { timestamp }),
})

it('makes a batch that is read as it was given, each record with its own time', async () => {
  const batch = await encodeBatch([record('1', '2000'), record(null), record('3', '1000')], 1_500)
  const read = (await decodeRecordSet(batch)).map(message => recordOf('a', 0, message))
  expect(read.map(({ offset, timestamp }) => [offset, timestamp])).toEqual([
    ['0', '2000'],
    ['1', '1500'],
    ['2', '1000'],
  ])
  expect(read.map(({ value }) => value && String(value))).toEqual(['1', null, '3'])
  expect(String(read[0]?.key)).toBe('clé')
  expect(read[0]?.headers).toEqual({ name: 'text', twice: ['1', '2'], none: null })
})
