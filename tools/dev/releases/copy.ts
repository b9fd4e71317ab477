import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from '@orderflow/embedded'
import { ServiceError } from '@orderflow/service-kit'
import { projectRoot } from '../lib/system.ts'

const exec = promisify(execFile)
const copies = join(projectRoot, '.cache', 'commits')

/** A copy of a commit of this project. */
export interface Copy {
  readonly folder: string
  /** The commit's short name. */
  readonly commit: string
}

/**
 * Copies a commit into `.cache/commits`, and installs what its lock file names. A copy is made once, and kept. Kafka's jars are this
 * project's.
 *
 * @throws ServiceError `NO_COPY`
 */
export async function copyOf(
  name: string,
  { log, signal }: { readonly log: (line: string) => void; readonly signal: AbortSignal },
): Promise<Copy> {
  const git = async (cwd: string, ...args: string[]) =>
    (await exec('git', args, { cwd, signal })).stdout.trim()
  const commit = await git(projectRoot, 'rev-parse', '--verify', '--short=9', `${name}^{commit}`).catch(
    () => {
      throw new ServiceError(
        'NO_COPY',
        `There is no commit ${name} here, so nothing was tried: a clone with its whole history has it.`,
      )
    },
  )
  const folder = join(copies, commit)
  const complete = join(folder, '.cache', 'complete')
  const make = async () => {
    if (existsSync(complete)) return
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
    log(`Copying ${commit} and installing what it needs…`)
    const history = await git(projectRoot, 'rev-parse', '--path-format=absolute', '--git-common-dir')
    await git(folder, 'clone', '--quiet', '--shared', '--no-checkout', history, '.')
    await git(folder, 'checkout', '--quiet', '--detach', commit)
    await mkdir(join(folder, '.cache'))
    await symlink(join(projectRoot, '.cache', 'kafka'), join(folder, '.cache', 'kafka'))
    // Each command installs what is missing before it says how it is called.
    await exec('npm', ['run', '--silent', 'audit', '--', '--help'], { cwd: folder, signal })
    await writeFile(complete, '')
  }
  await withLock(`${folder}.lock`, make).catch(cause => {
    signal.throwIfAborted()
    const { stderr = '', message } = cause as { stderr?: string; message: string }
    throw new ServiceError('NO_COPY', `${commit} could not be copied: ${stderr.trim() || message}`)
  })
  return { folder, commit }
}
