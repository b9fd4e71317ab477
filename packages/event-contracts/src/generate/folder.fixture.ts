import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ownPackage = fileURLToPath(new URL('../../', import.meta.url))

export interface Folder extends AsyncDisposable {
  readonly root: string
  readonly schemas: string
  readonly output: string
}

/** A folder outside of the repository, with a space in its path, in which this package is installed. */
export async function folderWith(files: Readonly<Record<string, unknown>>): Promise<Folder> {
  const top = await mkdtemp(join(tmpdir(), 'event-contracts-'))
  const root = join(top, 'a hotel')
  const scope = join(root, 'node_modules/@orderflow')
  await mkdir(scope, { recursive: true })
  await symlink(ownPackage, join(scope, 'event-contracts'))
  await writeFile(join(root, 'package.json'), '{"type":"module"}')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return {
    root,
    schemas: join(root, 'schemas'),
    output: join(root, 'src/generated'),
    [Symbol.asyncDispose]: () => rm(top, { recursive: true, force: true }),
  }
}
