import { errorLine, isText } from '@orderflow/event-contracts'
import { inOurWords, textKeyword } from '@orderflow/event-contracts/generate'
import { formats, type Validator } from '@orderflow/event-contracts/runtime'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { versions } from './generated/versions.ts'
import { allContracts } from './registry.ts'

const seed = 1

/** What ajv makes of a schema at run time, as its documentation has it. */
function compiled(schema: object): Validator {
  const ajv = new Ajv({ strict: true })
  addFormats.default(ajv, { mode: 'full', formats: ['date-time'] })
  return ajv.compile(schema) as Validator
}

/** The same in our words, to compare sentences. */
function compiledAlike(schema: object, allErrors: boolean): Validator {
  const { code: _, ...text } = textKeyword
  const ajv = new Ajv({ strict: true, allErrors, formats })
  ajv.addKeyword({ ...text, validate: (_: boolean, data: string) => isText(data) })
  return ajv.compile(inOurWords(schema)) as Validator
}

type Path = readonly (string | number)[]

/** The paths of a value and of everything inside it. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [path, ...inner.flatMap(([name, part]) => pathsIn(part, [...path, name]))]
}

/** The value with a change at the path: another value, or a function that makes it of the old one. */
function changed(value: unknown, [name, ...rest]: Path, change: unknown): unknown {
  if (name === undefined) return typeof change === 'function' ? change(value) : change
  if (typeof value !== 'object' || value === null || !(name in value)) return value
  const part = changed((value as Record<string, unknown>)[name], rest, change)
  return Object.assign(Array.isArray(value) ? [...value] : { ...value }, { [name]: part })
}

/** The sizes around every bound that a schema states. */
function sizesIn(schema: object): number[] {
  const bounds = JSON.stringify(schema).matchAll(/"(?:min|max)\w+":(\d+)/g)
  return [
    ...new Set([...bounds].flatMap(([, bound]) => [Number(bound) - 1, Number(bound), Number(bound) + 1])),
  ]
}

const otherTypes = [undefined, null, true, 0, -1, 1.5, 2 ** 53, 1e300, '', 'A', 'EUR', 'A B', [], {}, [null]]
const moments = [
  '2024-02-29T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2016-12-31T23:59:60Z',
  '2026-01-15 10:30:00+02',
  '0001-01-01T00:00:00+23:59',
]
const letters = ['A', '\u{1F600}', '\u{D83D}', '\u{0}', '\u{85}'] // one unit, two units, half of the two, and controls

/** Changes of every kind: drop, retag, resize. Sizes above 2000 are numbers only. */
function changesFor(schema: object): unknown[] {
  const sizes = sizesIn(schema)
  const small = sizes.filter(size => size >= 0 && size <= 2000)
  return [
    ...otherTypes,
    ...moments,
    ...sizes,
    ...small.flatMap(size => letters.map(letter => letter.repeat(size))),
    ...small.map(size => (value: unknown) => (Array.isArray(value) ? Array(size).fill(value[0]) : value)),
  ]
}

describe.each(allContracts)('$topic', contract => {
  const { schema } = contract
  const { quick, thorough } = versions[contract.topic as keyof typeof versions]
  const [example] = (schema as { examples: readonly unknown[] }).examples
  const isValid = compiled(schema)
  const [first, all] = [compiledAlike(schema, false), compiledAlike(schema, true)]

  test('the standalone validators take the example as ajv does', () => {
    expect(contract.validationError(example)).toBeUndefined()
    expect(isValid(example)).toBe(true)
  })

  test('the standalone validators say of changed examples what ajv says, quick and thorough alike', () => {
    const change = fc.record({
      path: fc.constantFrom(...pathsIn(example)),
      value: fc.constantFrom(...changesFor(schema)),
    })
    const verdicts = { valid: 0, invalid: 0 }
    const agree = fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
      const data = changes.reduce((data, { path, value }) => changed(data, path, value), example)
      const verdict = isValid(data)
      verdicts[verdict ? 'valid' : 'invalid']++
      expect(quick(data)).toBe(verdict)
      expect(thorough(data)).toBe(verdict)
      expect(contract.validationError(data)).toBe(errorLine(first, all, data))
    })
    fc.assert(agree, { seed, numRuns: 500 })
    expect(Math.min(verdicts.valid, verdicts.invalid)).toBeGreaterThan(20)
  })
})
