import { expect, test } from 'vitest'
import { parseStat, processTimes, treeMicros } from './cpu.ts'

test('a stat line is read behind the name, whatever the name is', () => {
  const stat = '4711 (a ) (b) R 12 1 1 0 -1 4194560 100 0 0 0 250 50 30 7 20 0 11 0 100'

  expect(parseStat(stat)).toEqual({ parent: 12, own: 3_000_000, reaped: 370_000 })
})

test('a tree counts its living descendants and those that were waited for, nobody else', () => {
  const times = new Map([
    [1, { parent: 0, own: 1_000_000, reaped: 0 }],
    [10, { parent: 1, own: 5, reaped: 40 }],
    [11, { parent: 10, own: 7, reaped: 0 }],
    [12, { parent: 11, own: 9, reaped: 1 }],
    [20, { parent: 1, own: 500, reaped: 0 }],
  ])

  expect(treeMicros(times, 10)).toBe(62)
  expect(treeMicros(times, 99)).toBe(0)
})

test.runIf(process.platform === 'linux')(
  'this process is found, and has taken about what it says',
  async () => {
    const before = process.cpuUsage()
    const seen = (await processTimes()).get(process.pid)

    expect(seen?.parent).toBe(process.ppid)
    // In hundredths of a second, rounded by part, so not to the microsecond.
    expect(seen?.own).toBeGreaterThan((before.user + before.system) * 0.9 - 50_000)
  },
)
