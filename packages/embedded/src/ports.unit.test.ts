import { expect, test } from 'vitest'
import { findFreePort } from './ports.ts'

test('no two servers of a process are given the same port, though none of them listens yet', async () => {
  const ports = await Promise.all(Array.from({ length: 1_000 }, () => findFreePort()))
  expect(new Set(ports).size).toBe(ports.length)
})
