import { spawnSync } from 'node:child_process'
import { chown, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedError } from './errors.ts'
import { shelteredCluster, shelteredPrograms } from './postgres-shelter.ts'

/** PostgreSQL refuses to run as root; these accounts exist already, so that none is made on your machine. */
const ACCOUNTS = ['postgres', 'nobody']

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

/**
 * Where the account can reach PostgreSQL's programs and its data. That is where they are, unless a folder
 * above them (as /root) is closed to it: then they are sheltered elsewhere.
 */
export async function reachableFolders(
  native: string,
  dataDir: string,
  account: Account | undefined,
): Promise<{ native: string; cluster: string; sheltered: boolean }> {
  const beside = join(dataDir, 'cluster')
  if (!account) return { native, cluster: beside, sheltered: false }
  const reaches = (path: string) => spawnSync('test', ['-r', path], { cwd: '/', ...account }).status === 0
  const programs = reaches(join(native, 'bin', 'postgres')) ? native : await shelteredPrograms(native)
  if (reaches(dataDir)) return { native: programs, cluster: beside, sheltered: false }
  return { native: programs, cluster: await shelteredCluster(dataDir), sheltered: true }
}

export async function giveTo(account: Account | undefined, path: string): Promise<void> {
  if (account) await chown(path, account.uid, account.gid)
}
