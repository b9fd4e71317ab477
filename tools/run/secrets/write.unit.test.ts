import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { services } from '../../dev/lib/services.ts'
import { secretFolders } from './folders.ts'
import { writeSecrets } from './write.ts'

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

/** Where the authority keeps what it makes: a folder that nobody but root may open. */
const kept = (name: string) => name.startsWith('certificates/')

test('each consumer has its own, for its own user alone, and has the same the next time', async () => {
  const first = await written()
  const modes = Object.entries(first.files).filter(([name]) => !kept(name))
  expect(modes.filter(([, { mode }]) => mode !== 0o400).map(([name]) => name)).toEqual(['public/ca.pem'])
  const closed = (await readdir(root)).filter(name => name !== 'public')
  for (const name of closed) expect((await stat(join(root, name))).mode & 0o777, name).toBe(0o700)
  const verified = String.raw`\?sslmode=verify-full&sslrootcert=/run/secrets/public/ca\.pem`
  for (const { name, prefix, database, port } of services) {
    expect(first.owners.get(name)).toBe(port)
    expect(first.files[`${name}/database-url`]?.text).toMatch(
      new RegExp(`^postgres://${database}_app:[\\w-]{32}@postgres:5432/${database}${verified}$`),
    )
    expect(first.files[`${name}/kafka-password`]?.text).toBe(
      first.files[`setup/${prefix}_KAFKA_PASSWORD`]?.text,
    )
  }
  const { text } = first.files['postgres/password'] as { readonly text: string }
  expect(first.files['setup/admin-database-url']?.text).toContain(`:${text}@`)
  const { text: admin } = first.files['setup/KAFKA_PASSWORD'] as { readonly text: string }
  for (const name of ['jaas.conf', 'admin-password', 'admin.properties'])
    expect(first.files[`kafka/${name}`]?.text).toContain(admin)
  expect((await written()).files).toEqual(first.files)
})

test('what is deleted is made anew, and everybody who needs it has the new one', async () => {
  const first = await written()
  await rm(join(root, 'made', 'ORDER_KAFKA_PASSWORD'))
  await rm(join(root, 'certificates', 'kafka.key'))
  const { files } = await written()
  const changed = Object.keys(files).filter(
    name => !kept(name) && files[name]?.text !== first.files[name]?.text,
  )
  expect(changed.sort()).toEqual([
    'kafka/keystore.pem',
    'made/ORDER_KAFKA_PASSWORD',
    'order/kafka-password',
    'setup/ORDER_KAFKA_PASSWORD',
  ])
})

test.each([
  ['kafka', 'kafka/keystore.pem'],
  ['postgres', 'postgres/server.crt'],
])('%s shows a certificate of the authority, by all names that it is reached by', async (name, file) => {
  const { files } = await written()
  const [authority, certificate] = ['public/ca.pem', file].map(
    each => new X509Certificate((files[each]?.text ?? '').replace(/^.*-----END PRIVATE KEY-----/s, '')),
  ) as [X509Certificate, X509Certificate]
  expect(certificate.verify(authority.publicKey)).toBe(true)
  for (const host of [name, 'localhost']) expect(certificate.checkHost(host)).toBe(host)
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
})

test('no two users are the same, and no two secrets', async () => {
  const keys = { key: '', certificate: '' }
  const folders = Object.values(secretFolders(name => name, { kafka: keys, postgres: keys }))
  const owners = folders.map(({ owner }) => owner)
  expect(new Set(owners).size).toBe(owners.length)
  const made = await readdir(join(root, 'made'))
  const secrets = await Promise.all(made.map(name => readFile(join(root, 'made', name), 'utf8')))
  expect(new Set(secrets).size).toBe(made.length)
})
