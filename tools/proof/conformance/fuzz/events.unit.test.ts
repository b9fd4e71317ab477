import { allContracts } from '@orderflow/events'
import { expect, test } from 'vitest'
import { byAjv, byOurs } from '../here.ts'
import { events } from './events.ts'

const some = events(3_000, 1)

test('are the same for the same seed, and others for another', () => {
  expect(events(50, 1)).toEqual(some.slice(0, 50))
  expect(events(50, 2)).not.toEqual(some.slice(0, 50))
})

test('are of every topic, valid and invalid ones, and text that can be sent', () => {
  expect(new Set(some.map(({ topic }) => topic))).toEqual(new Set(allContracts.map(({ topic }) => topic)))
  const valid = some.filter(value => byOurs(value) === 'valid').length
  expect(valid).toBeGreaterThan(some.length / 3)
  expect(valid).toBeLessThan((some.length * 2) / 3)
  expect(some.filter(({ value }) => !value.isWellFormed())).toEqual([])
})

test('our validators say of them what ajv says', () => {
  expect(some.filter(value => byOurs(value) !== byAjv(value))).toEqual([])
})
