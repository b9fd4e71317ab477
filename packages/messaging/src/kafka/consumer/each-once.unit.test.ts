import { expect, test } from 'vitest'
import type { SkippedOffsets } from '../port.ts'
import { eachOnce } from './each-once.ts'

const range = (from: number, to: number, partition = 0): SkippedOffsets => ({
  topic: 't',
  partition,
  from,
  to,
})

test.each([
  ['one range', [range(4, 6)], [range(4, 6)]],
  ['the same one again', [range(4, 6), range(4, 6)], [range(4, 6)]],
  ['again, with more', [range(4, 6), range(4, 9), range(4, 9)], [range(4, 6), range(6, 9)]],
  ['the next one', [range(4, 6), range(7, 9)], [range(4, 6), range(7, 9)]],
  ['of two partitions', [range(4, 6), range(4, 6, 1)], [range(4, 6), range(4, 6, 1)]],
  ['of a topic that was made again', [range(4, 6), range(0, 3)], [range(4, 6), range(0, 3)]],
])('%s is reported once', (_, met, reported) => {
  const seen: SkippedOffsets[] = []
  const report = eachOnce(skipped => seen.push(skipped))
  for (const skipped of met) report(skipped)
  expect(seen).toEqual(reported)
})
