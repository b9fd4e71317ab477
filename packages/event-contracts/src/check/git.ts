import { type ExecFileException, execFile } from 'node:child_process'
import { ContractsError } from './contracts-error.ts'

const maxBytes = 256 * 1024 * 1024

interface Ended {
  readonly status: number
  readonly stdout: Buffer
  /** The first line of what git complained about. */
  readonly complaint: string
}

/** The output of a git command in `root`, as text. Throws `GIT_FAILED` with git's own words. */
export async function git(root: string, args: readonly string[], input?: string): Promise<string> {
  return (await gitBytes(root, args, input)).toString('utf8')
}

/** As `git`, to the byte. */
export async function gitBytes(root: string, args: readonly string[], input?: string): Promise<Buffer> {
  const { status, stdout, complaint } = await run(root, args, input)
  if (status === 0) return stdout
  throw new ContractsError('GIT_FAILED', `git ${args[0]} failed: ${complaint}`)
}

/** The output without its last line break, or undefined when git says no. */
export async function askGit(root: string, args: readonly string[]): Promise<string | undefined> {
  const { status, stdout } = await run(root, args)
  return status === 0 ? stdout.toString('utf8').trimEnd() : undefined
}

/** @throws ContractsError `GIT_MISSING`, `NOT_A_REPOSITORY`, `NO_COMMIT` */
export async function assertRepository(root: string): Promise<void> {
  const { status, complaint } = await run(root, ['rev-parse', '--git-dir'])
  if (status !== 0) {
    throw new ContractsError(
      'NOT_A_REPOSITORY',
      `Schemas are compared with their history, and this is not a git repository that git reads: ${complaint}`,
    )
  }
  if ((await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])) === undefined) {
    throw new ContractsError('NO_COMMIT', 'Schemas are compared with their history: commit them first.')
  }
}

function run(root: string, args: readonly string[], input?: string): Promise<Ended> {
  const options = { cwd: root, encoding: 'buffer', maxBuffer: maxBytes } as const
  return new Promise((resolve, reject) => {
    const child = execFile('git', args, options, (error: ExecFileException | null, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(notStarted(error))
      const [complaint = ''] = stderr.toString('utf8').split('\n')
      resolve({ status: Number(error?.code ?? 0), stdout, complaint })
    })
    // A git that ends before it has read everything says why by its status.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

const notStarted = (cause: ExecFileException) =>
  new ContractsError(
    'GIT_MISSING',
    `Schemas are compared with their history by git, which did not run: ${cause.message}`,
    {
      cause,
    },
  )
