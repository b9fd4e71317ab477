import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Places } from './places.ts'

// A hook of this repository's own git must not lead the tests into it.
for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']) delete process.env[name]

const projectRoot = fileURLToPath(new URL('../../../../', import.meta.url))
const settings = [
  'user.name=Test',
  'user.email=test@orderflow.example',
  'commit.gpgsign=false',
  'tag.gpgsign=false',
]
const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }

export const createdFile = 'schemas/order/created.v1.json'
export const goldenFile = 'golden/order.created.v1.json'

/** Where such a repository has its contracts. */
export const placesIn = (root: string): Places => ({
  root,
  schemas: 'schemas',
  golden: 'golden',
  exceptions: 'exceptions.json',
})

export type Repository = ReturnType<typeof createRepository>

const copied = [createdFile, 'schemas/order/completed.v1.json', 'schemas/shipment/dispatched.v1.json']

/** A git repository in a folder of its own, with three of the schemas in its first commit. */
export function createRepository() {
  const root = mkdtempSync(join(tmpdir(), 'contracts-'))
  const git = (...args: string[]) => {
    const set = [...settings, 'init.defaultBranch=main'].flatMap(setting => ['-c', setting])
    return execFileSync('git', [...set, ...args], { cwd: root, env, encoding: 'utf8', stdio: 'pipe' }).trim()
  }
  const repository = {
    root,
    git,
    /** Writes a file; an object as JSON. */
    write(path: string, content: unknown) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`
      writeFileSync(join(root, path), text)
    },
    remove: (path: string) => rmSync(join(root, path)),
    /** Changes a schema. */
    edit(
      path: string,
      change: (schema: { properties: Record<string, unknown>; required: string[] }) => unknown,
    ) {
      const schema = JSON.parse(readFileSync(join(root, path), 'utf8'))
      change(schema)
      repository.write(path, schema)
    },
    /** Commits everything; returns the commit. */
    commit(message: string): string {
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '--message', message)
      return git('rev-parse', 'HEAD')
    },
    delete: () => rmSync(root, { recursive: true }),
  }
  if (template !== undefined) {
    cpSync(template, root, { recursive: true })
    return repository
  }
  git('init', '--quiet', '--template=')
  for (const path of copied) cpSync(join(projectRoot, path), join(root, path))
  repository.commit('schemas')
  const made = mkdtempSync(join(tmpdir(), 'contracts-'))
  cpSync(root, made, { recursive: true })
  process.once('exit', () => rmSync(made, { recursive: true }))
  template = made
  return repository
}

/** A copy of the first one, which all others are copies of: git takes four processes to make one. */
let template: string | undefined
