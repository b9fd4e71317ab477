import { expect, test } from 'vitest'
import { compare, type Judge } from './compare.ts'
import { fuzzLines } from './report.ts'
import type { Verdict } from './vectors.ts'

const says = (name: string, ...verdicts: Verdict[]): Judge => ({ name, verdicts: async () => verdicts })
const values = [
  { topic: 'a.b.v1', value: '1' },
  { topic: 'a.b.v1', value: '"\n"' },
]

test('those who say the same do not differ', async () => {
  const judges = [says('one', 'valid', 'invalid'), says('two', 'valid', 'invalid')]
  expect(await compare(judges, values)).toEqual({
    values: 2,
    valid: 1,
    invalid: 1,
    validBy: { one: 1, two: 1 },
    differing: [],
  })
})

test('a value of which one says something else is named, with who says what', async () => {
  const judges = [says('one', 'valid', 'invalid'), says('two', 'valid', 'valid')]
  const comparison = await compare(judges, values)
  expect(comparison.differing).toEqual([{ ...values[1], verdicts: { one: 'invalid', two: 'valid' } }])
  expect(fuzzLines(comparison, 7, 1.5)).toEqual([
    '  one       1 valid       1 invalid',
    '  two       2 valid       0 invalid',
    '≠ a.b.v1 "\\u000a"\n    one: invalid; two: valid',
    '2 generated events (seed 7, 1.5 s): 1 different verdicts',
  ])
})

test('a vector is another voice', async () => {
  const [value] = values
  const vector = { topic: '', value: '', ...value, name: 'one', verdict: 'invalid' as const }
  const { differing } = await compare([says('one', 'valid'), says('two', 'valid')], [vector])
  expect(differing).toMatchObject([{ name: 'one', expected: 'invalid' }])
})
