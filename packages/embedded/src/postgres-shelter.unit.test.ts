import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shelteredPrograms, shelterOf } from './postgres-shelter.ts'
import { temporaryFolder } from './testing/tools.ts'

test.skipIf(process.getuid?.() !== 0)('what stood for a folder that is gone is cleared away', async () => {
  const [gone, there] = [temporaryFolder(), temporaryFolder()]
  writeFileSync(join(gone, 'postgres'), '')
  const abandoned = await shelteredPrograms(gone)
  expect(existsSync(join(abandoned, 'postgres'))).toBe(true)
  rmSync(gone, { recursive: true })
  const kept = await shelteredPrograms(there)
  await shelteredPrograms(there)
  expect([...shelterOf(abandoned), ...shelterOf(kept)].map(path => existsSync(path))).toEqual([
    ...[false, false],
    ...[true, true],
  ])
  for (const path of [there, ...shelterOf(kept)]) rmSync(path, { recursive: true })
})
