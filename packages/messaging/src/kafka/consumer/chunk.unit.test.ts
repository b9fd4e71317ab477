import { expect, test } from 'vitest'
import { chunkAt } from './chunk.ts'

const of = (...sizes: number[]) => sizes.map(size => ({ value: Buffer.alloc(size) }))

test.each([
  ['no more than so many', of(1, 1, 1, 1, 1), [2, 2, 1]],
  ['no more than a million bytes', of(400_000, 600_000, 1, 999_999, 1, 1), [2, 2, 2]],
  ['one, however large', of(2_000_000, 2_000_000, 1), [1, 1, 1]],
  ['those without a value too', [{ value: null }, ...of(5)], [2]],
  ['nothing of nothing', [], []],
])('%s come together', (_, messages, sizes) => {
  const found: number[] = []
  for (let from = 0; from < messages.length; from += found.at(-1) as number)
    found.push(chunkAt<{ readonly value: Buffer | null }>(messages, from, 2).length)
  expect(found).toEqual(sizes)
})
