import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLonger, isShorter } from './runtime.ts'

const smile = '\u{1F600}'

test.each([
  ['', 0],
  ['abc', 3],
  [smile, 1],
  [smile.repeat(3), 3],
  [`a${smile}`, 2],
  [smile.slice(0, 1), 1],
  [smile.slice(1) + smile.slice(0, 1), 2],
])('the length of %j in code points is %i', (text, length) => {
  expect([isLonger(text, length - 1), isLonger(text, length)]).toEqual([true, false])
  expect([isShorter(text, length), isShorter(text, length + 1)]).toEqual([false, true])
})

test('counts what a string gives when it is spread: its code points', () => {
  const units = fc.array(fc.constantFrom('a', 'é', '語', smile, '\u{D83D}', '\u{DE00}'), { maxLength: 12 })
  const agree = fc.property(units, fc.nat(14), (parts, bound) => {
    const text = parts.join('')
    expect(isLonger(text, bound)).toBe([...text].length > bound)
    expect(isShorter(text, bound)).toBe([...text].length < bound)
  })
  fc.assert(agree, { seed: 1, numRuns: 1000 })
})
