import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keepCertificates } from '@orderflow/certificates'
import { type Folder, type Keys, names, publicFolder, secretFolders } from './folders.ts'

/** By what names clients reach the servers: within, and at their published ports. */
const servers = {
  kafka: ['kafka', 'localhost', '127.0.0.1'],
  postgres: ['postgres', 'localhost', '127.0.0.1'],
}

/**
 * Makes each secret once, at random, in the folder `made`, and the authority and the certificates of Kafka and PostgreSQL in
 * the folder `certificates`; then writes to every consumer's folder what that needs of them. Run again, it changes no secret,
 * makes what is new, and renews certificates that end within 30 days. Each file can be read by its owner only, but for the
 * authority's certificate, which is everybody's; a reader sees a whole file or none.
 *
 * @param give `chown`, which only the superuser may
 */
export async function writeSecrets(root: string, give: typeof chown = chown): Promise<void> {
  const made = new Map<string, string>()
  for (const name of names)
    made.set(name, (await readMade(root, name)) ?? randomBytes(24).toString('base64url'))
  const { authority, ...certificates } = await certificatesIn(join(root, 'certificates'))
  const folders: Readonly<Record<string, Folder>> = {
    made: { owner: 0, files: Object.fromEntries(made) },
    ...secretFolders(name => made.get(name) as string, certificates),
  }
  const write = async (consumer: string, { owner, files }: Folder, modes: typeof own) => {
    const folder = join(root, consumer)
    await mkdir(folder, { recursive: true, mode: modes.folder })
    for (const [name, content] of Object.entries(files)) {
      const draft = join(folder, `.${name}`)
      await writeFile(draft, content, { mode: modes.file, flush: true })
      await give(draft, owner, owner)
      await rename(draft, join(folder, name))
    }
    await give(folder, owner, owner)
  }
  await write(publicFolder, { owner: 0, files: { 'ca.pem': authority } }, everybodys)
  for (const [consumer, folder] of Object.entries(folders)) await write(consumer, folder, own)
}

const own = { folder: 0o700, file: 0o400 }
const everybodys: typeof own = { folder: 0o755, file: 0o444 }

async function certificatesIn(folder: string) {
  await mkdir(folder, { recursive: true, mode: own.folder })
  const files = await keepCertificates(folder, { servers })
  const keysOf = async (server: keyof typeof servers): Promise<Keys> => {
    const { key, certificate } = files.servers[server] as Keys
    return { key: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') }
  }
  return {
    authority: await readFile(files.authority, 'utf8'),
    kafka: await keysOf('kafka'),
    postgres: await keysOf('postgres'),
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
