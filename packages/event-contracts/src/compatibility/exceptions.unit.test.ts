import { expect, test } from 'vitest'
import { type ContractFiles, compareFiles } from './compare-files.ts'
import { type Exception, readExceptions, withExceptions } from './exceptions.ts'

const file = 'schemas/order/noted.v1.json'
const place = `${file}#/properties/note`
const because = 'Whoever publishes it has always kept to this.'

/** Files with one schema, whose note is as given. */
const filesWith = (note: object): ContractFiles => {
  const properties = { note: { type: 'string', ...note }, 'a/b': { type: 'string' } }
  return { schemas: new Map([[file, { type: 'object', properties }]]), golden: new Map() }
}
const before = filesWith({ maxLength: 100 })
const exception = (set: Exception['set'], at = place): Exception => ({ because, set, at: [at] })

/** What the gate refuses, given exceptions. */
const refused = (after: ContractFiles, ...exceptions: Exception[]) =>
  compareFiles(withExceptions(before, exceptions).files, after).map(({ change }) => change)

const tighter = { maxLength: 50, pattern: '^[a-z]*$' }

test('lets through what it names, at the place that it names', () => {
  expect(refused(filesWith(tighter))).toHaveLength(2)
  expect(refused(filesWith(tighter), exception(tighter))).toEqual([])
  expect(withExceptions(before, [exception(tighter)]).places).toEqual([place])
})

test.each([
  ['another value', { maxLength: 40, pattern: '^[a-z]*$' }],
  ['another keyword besides', { ...tighter, minLength: 1 }],
  ['what is on record and then left out', { maxLength: 100 }],
])('refuses %s', (_, note) => {
  expect(refused(filesWith(note), exception(tighter))).not.toEqual([])
})

test('refuses the same at another place', () => {
  expect(refused(filesWith(tighter), exception(tighter, `${file}#/properties/a~1b`))).not.toEqual([])
})

test('does nothing to files that were not there, nor where they are as tight already', () => {
  const exceptions = [exception(tighter, 'schemas/a/b.v1.json#'), exception({ maxLength: 100 })]
  expect(withExceptions(before, exceptions)).toEqual({ files: before, places: [] })
  expect(withExceptions(before, [exception(tighter, `${file}#/properties/other`)]).places).toEqual([])
})

test.each<[string, Exception['set']]>([
  ['a bound that loosens', { maxLength: 200 }],
  ['another type', { type: 'integer' }],
  ['a default', { default: '' }],
])('%s is no exception', (_, set) => {
  expect(() => withExceptions(before, [exception(set)])).toThrow('EXCEPTION_INVALID')
})

test.each([
  ['no list', {}],
  ['no reason', [{ set: tighter, at: [place], because: '' }]],
  ['no values', [{ at: [place], because }]],
  ['no place', [{ set: tighter, at: ['everywhere'], because }]],
])('%s is none', (_, json) => {
  expect(() => readExceptions(json)).toThrow('EXCEPTION_INVALID')
  expect(readExceptions([exception(tighter)])).toEqual([exception(tighter)])
})
