import { spawnSync } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectRoot } from '../../dev/lib/system.ts'
import { createdFile, createRepository, type Repository } from './repository.fixture.ts'

let repository: Repository

/** A repository that has the command itself, which looks at the project that it is in. */
beforeAll(() => {
  repository = createRepository()
  for (const path of ['tools/package.json', 'tools/dev/lib', 'tools/proof/contracts-check']) {
    cpSync(join(projectRoot, path), join(repository.root, path), { recursive: true })
  }
  symlinkSync(join(projectRoot, 'tools/node_modules'), join(repository.root, 'tools/node_modules'))
})
afterAll(() => repository.delete())

function run(...args: string[]) {
  const command = [join(repository.root, 'tools/proof/contracts-check/main.ts'), ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  return { status, stdout, stderr }
}

it('ends with 0 and the verdict when nothing is refused', () => {
  const base = repository.git('rev-parse', 'HEAD').slice(0, 7)
  expect(run('--base', 'HEAD')).toEqual({
    status: 0,
    stdout: `Compatible: 3 schemas compared with ${base}, as asked for by HEAD; 0 new\n`,
    stderr: '',
  })
})

it('ends with 1 and one JSON object on stdout when something is', () => {
  repository.edit(createdFile, ({ required }) => required.push('note'))
  const { status, stdout, stderr } = run('--base', 'HEAD', '--json')
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toEqual({
    base: repository.git('rev-parse', 'HEAD'),
    compared: 3,
    added: 0,
    compatible: false,
    refusals: [
      {
        file: createdFile,
        pointer: '/required',
        change: 'required gains "note"',
        breaks: 'old events',
        instead: 'make it optional, or publish the next version as a file beside this one',
      },
    ],
  })
  expect(stderr.split('\n')).toHaveLength(3)
})

it('ends with 1 and a sentence when it cannot compare', () => {
  expect(run('--base', 'nowhere')).toEqual({
    status: 1,
    stdout: '',
    stderr:
      "git knows no revision 'nowhere' here: name a commit, a tag or a branch, or git fetch it first.\n",
  })
})
