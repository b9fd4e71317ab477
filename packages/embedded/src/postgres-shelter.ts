import { createHash } from 'node:crypto'
import { existsSync, lstatSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedError } from './errors.ts'
import { guardFolder } from './guard.ts'

/**
 * Where PostgreSQL's programs and data live when this process is root's and PostgreSQL's account may not enter
 * the folders that they belong into: a clone in /root, a temporary folder that is its owner's only.
 */
const SHELTER = '/var/tmp/orderflow-postgres'

export async function shelteredPrograms(native: string): Promise<string> {
  const target = await standIn('native', native)
  if (existsSync(target)) return target
  const temporary = `${target}.${process.pid}`
  const release = guardFolder(temporary)
  await cp(native, temporary, { recursive: true, verbatimSymlinks: true })
  await rename(temporary, target).catch(() => rm(temporary, { recursive: true, force: true }))
  release()
  return target
}

/** The cluster that stands for a data folder. */
export const shelteredCluster = (dataDir: string): Promise<string> => standIn('data', dataDir)

const originOf = (folder: string) => `${folder}.origin`

/** All that stands for one folder: what these two return, and the note. */
export const shelterOf = (folder: string): readonly string[] => [folder, originOf(folder)]

/** The place of what stands for a folder elsewhere, with a note of which; those whose folder is gone are cleared away. */
async function standIn(kind: string, origin: string): Promise<string> {
  await openShelter()
  const folder = join(SHELTER, `${kind}-${shortHash(origin)}`)
  await writeFile(originOf(folder), origin)
  await clearAbandoned()
  return folder
}

async function clearAbandoned(): Promise<void> {
  for (const name of await readdir(SHELTER)) {
    if (!name.endsWith('.origin')) continue
    const originFile = join(SHELTER, name)
    const folder = originFile.slice(0, -'.origin'.length)
    const origin = await readFile(originFile, 'utf8').catch(() => undefined)
    if (!origin || existsSync(origin) || (await mayRun(folder))) continue
    await rm(folder, { recursive: true, force: true })
    await rm(originFile, { force: true })
  }
}

/** Whether the process that the cluster names is alive, whatever it is by now. */
async function mayRun(cluster: string): Promise<boolean> {
  const pid = Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => ''), 10)
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Below a folder where everybody writes: only one that is root's, and no link, is trusted. */
async function openShelter(): Promise<void> {
  await mkdir(SHELTER, { mode: 0o755 }).catch(() => {})
  const found = lstatSync(SHELTER)
  if (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) return
  throw new EmbeddedError(
    'POSTGRES_START',
    `${SHELTER} is not a folder that only root can write, and PostgreSQL's account cannot reach this project's folder: remove it, or move the project to a folder that others may enter.`,
  )
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
