import { expect, test } from 'vitest'
import { parseResident, serviceMb } from './memory.ts'

test('memory is read from what /proc says, and is nothing where a process has ended', () => {
  expect(parseResident('Name:\tnode\nVmHWM:\t  200000 kB\nVmRSS:\t  125000 kB\nThreads:\t11\n')).toBe(128)
  expect(parseResident('Name:\tnode\nState:\tZ (zombie)\n')).toBeUndefined()
})

test.runIf(process.platform === 'linux')('services count, servers do not', async () => {
  const pids = { order: [process.pid], payment: [2 ** 22 + 1], postgres: [process.pid] }
  const { order = 0, ...others } = await serviceMb(pids)

  expect(order).toBeGreaterThan((process.memoryUsage.rss() / 1e6) * 0.8)
  expect(others).toEqual({ services: order })
})
