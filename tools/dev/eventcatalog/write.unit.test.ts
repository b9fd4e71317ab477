import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeEventCatalog } from './write.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orderflow-eventcatalog-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a folder of something else is refused and stays as it is', async () => {
  await writeFile(join(folder, 'package.json'), '{}')
  await expect(writeEventCatalog(folder)).rejects.toThrow('is not empty, and no catalogue')
  expect(await readdir(folder)).toEqual(['package.json'])
  expect(await readFile(join(folder, 'package.json'), 'utf8')).toBe('{}')
})
