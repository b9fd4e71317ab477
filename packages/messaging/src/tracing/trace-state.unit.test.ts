import { expect, test } from 'vitest'
import { traceState } from './trace-state.ts'

const members = (count: number, text = (n: number) => `k${n}=v`) =>
  Array.from({ length: count }, (_, n) => text(n))
const list = (count: number) => members(count).join(',')

test.each([
  ['one member', 'vendor=opaque', 'vendor=opaque'],
  ['spaces and tabs around commas', ' a=1 ,\tb=2 ', 'a=1,b=2'],
  ['empty members', ',a=1,, ,b=2,', 'a=1,b=2'],
  ['a key twice: the first, which is newer', 'a=1,b=2,a=3', 'a=1,b=2'],
  ['a key of a tenant', '0t-x_*/y@system=1', '0t-x_*/y@system=1'],
  ['a value with a space within and before', 'a= b c', 'a= b c'],
  [
    'the longest key and value',
    `${'k'.repeat(256)}=${'v'.repeat(255)}`,
    `${'k'.repeat(256)}=${'v'.repeat(255)}`,
  ],
  ['32 members', list(32), list(32)],
  ['40 members: the first 32', list(40), list(32)],
  [
    'headers that were sent one by one',
    `${list(20)}, ${members(20, n => `l${n}=v`).join(',')}`,
    `${list(20)},${members(12, n => `l${n}=v`).join(',')}`,
  ],
])('%s', (_, header, passedOn) => {
  expect(traceState(header)).toBe(passedOn)
})

test.each([
  ['nothing', ''],
  ['only commas', ' , ,'],
  ['a member without a value', 'a=1,b='],
  ['a member that is a word', 'a=1,b'],
  ['a key in capitals', 'A=1'],
  ['a key that begins with a digit', '0a=1'],
  ['two tenants', 'a@b@c=1'],
  ['a system of more than 14', `a@${'s'.repeat(15)}=1`],
  ['a key that is too long', `${'k'.repeat(257)}=1`],
  ['a value that is too long', `a=${'v'.repeat(257)}`],
  ['an equals sign in a value', 'a=1=2'],
  ['a line break', 'a=b\r\nx: y'],
  ['letters of another alphabet', 'a=ü'],
  ['more than any list can have', `a=1${','.repeat(20_001)}`],
])('%s is none', (_, header) => {
  expect(traceState(header)).toBeUndefined()
})

test('beyond 512 characters, members of more than 128 are left out first, then those at the end', () => {
  const long = `long=${'v'.repeat(200)}`
  const short = members(10, n => `k${n}=${'v'.repeat(40)}`)
  expect(traceState([long, ...short].join(','))).toBe(short.join(','))
  const many = members(20, n => `k${n}=${'v'.repeat(40)}`)
  const kept = traceState(many.join(',')) ?? ''
  expect(kept).toBe(many.slice(0, 11).join(','))
  expect(kept.length).toBeLessThanOrEqual(512)
})
