import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ServiceError } from '@orderflow/service-kit'
import { projectRoot } from '../../../dev/lib/system.ts'

const exec = promisify(execFile)

/** A copy of a commit of this project. */
export interface Copy {
  readonly folder: string
  /** The commit's short name. */
  readonly commit: string
  remove(): Promise<void>
}

/**
 * Copies a commit into a folder of its own below the system's temporary one, and installs what its lock file names.
 * Kafka's jars are this project's.
 *
 * @throws ServiceError `BENCH_NO_COPY`
 */
export async function copyOf(
  name: string,
  { log, signal }: { readonly log: (line: string) => void; readonly signal: AbortSignal },
): Promise<Copy> {
  const git = (cwd: string, ...args: string[]) => exec('git', args, { cwd, signal })
  const found = await git(projectRoot, 'rev-parse', '--verify', '--short', `${name}^{commit}`).catch(() => {
    throw new ServiceError('BENCH_NO_COPY', `There is no commit ${name} here: fetch it, or name another one.`)
  })
  const commit = found.stdout.trim()
  const folder = await mkdtemp(join(tmpdir(), `orderflow-${commit}-`))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await git(folder, 'clone', '--quiet', '--shared', '--no-checkout', projectRoot, '.')
    await git(folder, 'checkout', '--quiet', '--detach', commit)
    await mkdir(join(folder, '.cache'))
    await symlink(join(projectRoot, '.cache', 'kafka'), join(folder, '.cache', 'kafka'))
    log(`Installing what ${commit} needs…`)
    // Each command installs what is missing before it says how it is called.
    await exec('npm', ['run', '--silent', 'audit', '--', '--help'], { cwd: folder, signal })
    return { folder, commit, remove }
  } catch (cause) {
    await remove()
    signal.throwIfAborted()
    const { stderr = '', message } = cause as { stderr?: string; message: string }
    throw new ServiceError('BENCH_NO_COPY', `${commit} could not be copied: ${stderr.trim() || message}`)
  }
}
