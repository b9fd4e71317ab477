import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Packs packages of this repository, compiled, as they would be published.
 *
 * @param root the repository's folder
 * @param names their folders in `packages/`
 * @param into where the tarballs are put; created if need be
 * @returns the tarballs' paths
 */
export async function packPackages(root: string, names: readonly string[], into: string): Promise<string[]> {
  await mkdir(into, { recursive: true })
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  for (const name of names) {
    const pack = ['exec', '--yes', '--', packageManager, 'pack', '--pack-destination', into]
    await run('npm', pack, { cwd: join(root, 'packages', name) })
  }
  return (await readdir(into)).filter(name => name.endsWith('.tgz')).map(name => join(into, name))
}
