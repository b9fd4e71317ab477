import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bridge, services } from '../../dev/lib/services.ts'

/** What one consumer may read: a folder of its own, for its own user alone. */
interface Folder {
  /** User and group id of the consumer's process, as docker-compose.yml says or its image does. */
  readonly owner: number
  /** Content by file name. */
  readonly files: Readonly<Record<string, string>>
}

const withDatabase = [...services, bridge]
const passwordOf = ({ prefix }: { readonly prefix: string }) => `${prefix}_DB_PASSWORD`

/** What is made at random, once. */
const names = ['POSTGRES_PASSWORD', 'ISSUER_SECRET', 'GRAFANA_PASSWORD', ...withDatabase.map(passwordOf)]

/** All folders, by consumer. A service's user has its port's number, so that none reads what is another's. */
export function secretFolders(secret: (name: string) => string): Readonly<Record<string, Folder>> {
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@postgres:5432/${database}`
  const admin = secret('POSTGRES_PASSWORD')
  const ofServices = withDatabase.map(service => {
    const own = url(`${service.database}_app`, secret(passwordOf(service)), service.database)
    return [service.name, { owner: service.port, files: { 'database-url': own } }] as const
  })
  const passwords = withDatabase.map(passwordOf).map(name => [name, secret(name)] as const)
  const adminUrl = url('postgres', admin, 'postgres')
  return {
    ...Object.fromEntries(ofServices),
    setup: { owner: 3000, files: { 'admin-database-url': adminUrl, ...Object.fromEntries(passwords) } },
    issuer: { owner: 3009, files: { secret: secret('ISSUER_SECRET') } },
    postgres: { owner: 999, files: { password: admin } },
    grafana: { owner: 472, files: { password: secret('GRAFANA_PASSWORD') } },
  }
}

/**
 * Makes each secret once, at random, in the folder `made`, and writes to every consumer's folder what that needs of them.
 * Run again, it changes no secret, and makes what is new. Each file can be read by its owner only; a reader sees a whole
 * file or none.
 *
 * @param give `chown`, which only the superuser may
 */
export async function writeSecrets(root: string, give: typeof chown = chown): Promise<void> {
  const made = new Map<string, string>()
  for (const name of names)
    made.set(name, (await readMade(root, name)) ?? randomBytes(24).toString('base64url'))
  const folders = {
    made: { owner: 0, files: Object.fromEntries(made) },
    ...secretFolders(name => made.get(name) as string),
  }
  for (const [consumer, { owner, files }] of Object.entries(folders)) {
    const folder = join(root, consumer)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const [name, content] of Object.entries(files)) {
      const draft = join(folder, `.${name}`)
      await writeFile(draft, content, { mode: 0o400, flush: true })
      await give(draft, owner, owner)
      await rename(draft, join(folder, name))
    }
    await give(folder, owner, owner)
  }
}

async function readMade(root: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, 'made', name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
