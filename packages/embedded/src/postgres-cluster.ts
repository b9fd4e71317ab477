import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedError } from './errors.ts'
import { guardProcess } from './guard.ts'
import type { Log } from './jars.ts'
import { livePid } from './pid-file.mjs'
import { type Account, giveTo } from './postgres-account.ts'

/** The superuser. */
export const USER = 'postgres'

/** Nothing of the person's own PG… variables, and messages in one language. */
export const ENVIRONMENT = { PATH: process.env.PATH, LC_ALL: 'C' }

/** Larger than any process id: PostgreSQL finds no such process and goes on to its other checks. */
const NOBODYS_PID = 99_999_999

/** A server's data to copy. */
export interface BaseBackup {
  /** The superuser's, which comes with the data. */
  readonly password: string
  /** Copies them into this folder, which is empty. */
  fill(folder: string): Promise<void>
}

/** Makes the cluster unless it is there; its superuser's password. */
export async function initialise(options: {
  dataDir: string
  cluster: string
  native: string
  account: Account | undefined
  sheltered: boolean
  copyOf: BaseBackup | undefined
  log: Log
}): Promise<string> {
  const { dataDir, cluster, native, account, sheltered, copyOf, log } = options
  const passwordFile = join(dataDir, 'password')
  const known = existsSync(passwordFile)
  if (!known && existsSync(cluster)) {
    if (!sheltered) {
      throw new EmbeddedError(
        'DATA_MISMATCH',
        `${cluster} holds a PostgreSQL whose password was in ${passwordFile}, which is gone: put it back, or delete ${dataDir} to start anew.`,
      )
    }
    // The data folder was cleared, and what it stood for goes with it.
    await rm(cluster, { recursive: true })
  }
  const password = known
    ? await readFile(passwordFile, 'utf8')
    : (copyOf?.password ?? randomBytes(18).toString('base64url'))
  if (existsSync(cluster)) return password
  log('Initialising PostgreSQL…')
  await writeFile(passwordFile, password, { mode: 0o600 })
  // Made beside its place and then moved into it, so that one that was cut short leaves nothing.
  const unfinished = `${cluster}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  await giveTo(account, unfinished)
  if (copyOf === undefined) await initdb(unfinished, native, account, password)
  else await copy(copyOf, unfinished, account)
  await rename(unfinished, cluster)
  return password
}

async function copy({ fill }: BaseBackup, folder: string, account: Account | undefined): Promise<void> {
  await fill(folder)
  for (const name of await readdir(folder, { recursive: true })) await giveTo(account, join(folder, name))
}

async function initdb(folder: string, native: string, account: Account | undefined, password: string) {
  const passwordFile = `${folder}.password`
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  await giveTo(account, passwordFile)
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = [`--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  const args = ['-D', folder, '--no-instructions', ...locale, ...access]
  const child = spawn(join(native, 'bin', 'initdb'), args, {
    cwd: '/',
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  })
  guardProcess(child, 'SIGKILL')
  let output = ''
  child.stdout.on('data', chunk => (output += chunk))
  child.stderr.on('data', chunk => (output += chunk))
  try {
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(output)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.trim() : ''
    throw new EmbeddedError('POSTGRES_INIT', `PostgreSQL could not initialise ${folder}: ${said}`, { cause })
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** What pg_ctl waits for: the server's own word in its pid file. */
export async function saysReady(cluster: string, pid: number): Promise<boolean> {
  const lines = postmasterLines(cluster)
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
}

/**
 * Throws DATA_IN_USE if a server runs on this data. PostgreSQL would refuse as well, but after a SIGKILL it
 * also refuses when some other program has been given the old server's process id since; that is put right
 * here. Its check for surviving processes of the old server is left in force.
 */
export async function refuseLiveServer(dataDir: string, cluster: string, pidFile: string): Promise<void> {
  const lines = postmasterLines(cluster)
  const pid = Number(lines[0])
  const live = livePid(pidFile) ?? (pid > 0 && !wasOurs(pidFile, pid) && isPostgres(pid) ? pid : undefined)
  if (live !== undefined) {
    throw new EmbeddedError(
      'DATA_IN_USE',
      `The data in ${dataDir} is in use by PostgreSQL with process id ${live}: stop that one first.`,
    )
  }
  if (pid > 0) {
    await writeFile(join(cluster, 'postmaster.pid'), [NOBODYS_PID, ...lines.slice(1)].join('\n'))
  }
}

/** Whether the pid file names this pid; as its process is known to be dead, the pid is another's now. */
const wasOurs = (pidFile: string, pid: number): boolean =>
  existsSync(pidFile) && readFileSync(pidFile, 'utf8').startsWith(`${pid}\n`)

function isPostgres(pid: number): boolean {
  if (process.platform === 'linux') {
    const file = `/proc/${pid}/comm`
    return existsSync(file) && readFileSync(file, 'utf8').trim() === 'postgres'
  }
  return spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes('postgres')
}

function postmasterLines(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}
