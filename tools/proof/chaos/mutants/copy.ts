import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectRoot } from '../../../dev/lib/system.ts'
import { type Mutant, mutated } from './mutant.ts'

/** What a copy shares with the original; the rest of the project is its own. */
const shared = ['node_modules', '.cache']
const leftOut = new Set([...shared, '.git', '.data', '.run', '.pacts'])
/** The benchmark's peers bring packages of their own. */
const peers = fileURLToPath(new URL('../../bench/peers', import.meta.url))

/** The harness of a copy. */
export const harnessOf = (root: string): string =>
  join(root, relative(projectRoot, fileURLToPath(new URL('../main.ts', import.meta.url))))

/**
 * A copy of the project in `folder`, which is emptied before. The workspace's links are relative and kept as they
 * are: a package of the copy finds the copy's other packages.
 *
 * @param mutant the bug that is put in; none for a copy that is as the original
 * @throws Error if one of its edits does not fit the sources
 */
export async function copyProject(folder: string, mutant: Mutant | undefined): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(projectRoot)) {
    if (leftOut.has(name)) continue
    await cp(join(projectRoot, name), join(folder, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: path => path !== peers,
    })
  }
  for (const name of shared) await symlink(join(projectRoot, name), join(folder, name))
  if (mutant === undefined) return
  const sources = new Map<string, string>()
  for (const { file } of mutant.edits) sources.set(file, await readFile(join(folder, file), 'utf8'))
  for (const [file, text] of mutated(mutant, file => sources.get(file) as string)) {
    await writeFile(join(folder, file), text)
  }
}
