import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepAuthorization } from './authorization-file.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authorization-'))
  file = join(folder, 'run', 'authorization')
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true })
})

it('is a header for curl, of its owner only, that is renewed, and is gone with the system', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  let n = 0
  const remove = await keepAuthorization(async () => `Bearer token-${++n}`, file)
  expect(await readFile(file, 'utf8')).toBe('Authorization: Bearer token-1\n')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  vi.advanceTimersByTime(60 * 60_000)
  await expect.poll(() => readFile(file, 'utf8')).toBe('Authorization: Bearer token-2\n')
  await remove()
  expect(existsSync(file)).toBe(false)
})

it('is there and empty where nobody is asked for a token', async () => {
  const remove = await keepAuthorization(undefined, file)
  expect(await readFile(file, 'utf8')).toBe('')
  await remove()
})
