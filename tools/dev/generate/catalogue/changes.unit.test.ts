import { expect, test } from 'vitest'
import { changesBetween } from './changes.ts'

const id = { type: 'string' }

test('a field that is new, gone, bounded or no longer required is a change', () => {
  const older = { required: ['id', 'name', 'old'], properties: { id, name: id, old: id, same: id } }
  const newer = {
    required: ['id'],
    properties: { id: { ...id, maxLength: 5 }, name: id, same: id, added: { type: 'integer' } },
  }
  expect(changesBetween(older, newer)).toEqual([
    { path: 'id', before: 'required string', after: 'required string, at most 5 characters' },
    { path: 'name', before: 'required string', after: 'optional string' },
    { path: 'added', before: 'not there', after: 'optional integer' },
    { path: 'old', before: 'required string', after: 'not there' },
  ])
})

test('other words are no change', () => {
  const described = { ...id, description: 'Other words.' }
  expect(changesBetween({ properties: { id } }, { properties: { id: described } })).toEqual([])
})
