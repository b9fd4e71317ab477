import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { services } from '../../dev/lib/services.ts'
import { secretFolders, writeSecrets } from './write.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'secrets-'))
})
afterAll(() => rm(root, { recursive: true }))

/** What is there, and whom each file was given to. */
async function written() {
  const owners = new Map<string, number>()
  await writeSecrets(root, async (path, owner) => void owners.set(relative(root, String(path)), owner))
  const files = await readdir(root, { recursive: true, withFileTypes: true })
  const contents = files
    .filter(entry => entry.isFile())
    .map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      const { mode } = await stat(path)
      return [relative(root, path), { mode: mode & 0o777, text: await readFile(path, 'utf8') }] as const
    })
  return { owners, files: Object.fromEntries(await Promise.all(contents)) }
}

test('each consumer has its own, for its own user alone, and has the same the next time', async () => {
  const first = await written()
  expect(Object.values(first.files).map(({ mode }) => mode)).toEqual(
    Object.keys(first.files).map(() => 0o400),
  )
  for (const { name, database, port } of services) {
    expect(first.owners.get(name)).toBe(port)
    expect(first.files[`${name}/database-url`]?.text).toMatch(
      new RegExp(`^postgres://${database}_app:[\\w-]{32}@postgres:5432/${database}$`),
    )
  }
  const { text } = first.files['postgres/password'] as { readonly text: string }
  expect(first.files['setup/admin-database-url']?.text).toContain(`:${text}@`)
  expect((await written()).files).toEqual(first.files)
})

test('no two users are the same, and no two secrets', async () => {
  const folders = Object.values(secretFolders(name => name))
  const owners = folders.map(({ owner }) => owner)
  expect(new Set(owners).size).toBe(owners.length)
  const made = await readdir(join(root, 'made'))
  const secrets = await Promise.all(made.map(name => readFile(join(root, 'made', name), 'utf8')))
  expect(new Set(secrets).size).toBe(made.length)
})
