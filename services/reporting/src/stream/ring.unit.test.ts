import { expect, test } from 'vitest'
import { createRing } from './ring.ts'

const frame = (id: number, at: number) => ({ id, at, json: '{}' })

test('a ring holds the frames of the last while, in order', () => {
  const ring = createRing(100)
  expect(ring.newest()).toBeUndefined()
  expect(ring.has(1, 0)).toBe(false)
  for (let id = 7; id <= 20; id++) ring.push(frame(id, 10 * id))
  expect(ring.newest()?.id).toBe(20)
  expect(ring.has(10, 200)).toBe(false)
  expect(ring.has(11, 200)).toBe(true)
  expect(ring.after(11)?.id).toBe(12)
  expect(ring.after(20)).toBeUndefined()
  expect(ring.has(21, 200)).toBe(false)
})

test('a frame is forgotten by time alone, also when no other has come since', () => {
  const ring = createRing(100)
  ring.push(frame(1, 0))
  expect(ring.has(1, 99)).toBe(true)
  expect(ring.has(1, 100)).toBe(false)
})
