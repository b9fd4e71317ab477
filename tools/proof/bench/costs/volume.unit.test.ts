import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { grownBytes, segmentBytes } from './volume.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-volume-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('only segments count, of every topic, not their indexes and not what the broker says', async () => {
  for (const topic of ['order.created.v1-0', 'order.created.v1-1']) {
    await mkdir(join(folder, 'node-1', 'data', topic), { recursive: true })
    await writeFile(join(folder, 'node-1', 'data', topic, '00000000000000000000.log'), 'x'.repeat(100))
    await writeFile(join(folder, 'node-1', 'data', topic, '00000000000000000000.index'), 'x'.repeat(1_000))
  }
  await writeFile(join(folder, 'node-1', 'data', 'order.created.v1-0', '00000000000000000500.log'), 'xyz')
  await writeFile(join(folder, 'node-1', 'server.log'), 'started')

  expect(grownBytes(new Map(), await segmentBytes(folder))).toBe(203)
})

test('what the cleaner takes away is not taken from what was appended', () => {
  const before = new Map([
    ['compacted-0', 900],
    ['events-0', 100],
  ])
  const after = new Map([
    ['compacted-0', 200],
    ['events-0', 150],
    ['events-1', 7],
  ])
  expect(grownBytes(before, after)).toBe(57)
})
