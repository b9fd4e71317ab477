import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const parent = await mkdtemp(join(tmpdir(), 'new-project-'))
afterAll(() => rm(parent, { recursive: true, force: true }))

test('a new project, in a folder whose name is hard on paths, passes its own check and tests', async () => {
  const folder = join(parent, "a shop's #1")
  await run('npm', ['-s', 'run', 'new', '--', 'project', folder], { cwd: root })
  await run('npm', ['-s', 'run', 'check'], { cwd: folder })
  const { stdout } = await run('npm', ['test'], { cwd: folder })
  expect(stdout).toMatch(/\n[1-9]\d* passed, 0 failed\n$/)

  await expect(
    run('npm', ['-s', 'run', 'new', '--', 'project', folder], { cwd: root }),
  ).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is not empty'),
  })
})
