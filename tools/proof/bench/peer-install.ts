import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A peer that could not be installed or run: one sentence for a person, with the end of what it wrote. */
export class PeerError extends Error {
  readonly code: 'PEERS_NOT_INSTALLED' | 'PEER_FAILED'

  constructor(code: PeerError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const directory = fileURLToPath(new URL('./peers', import.meta.url))
const javaDirectory = join(directory, 'java')

interface Installing {
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Installs what the peers' own lock file names, unless that is done already. It needs npm and its registry.
 *
 * @throws PeerError PEERS_NOT_INSTALLED
 */
export const installPeers = (options: Installing): Promise<void> =>
  once(join(directory, 'node_modules'), 'package-lock.json', 'the peers', '10 s', options, () =>
    run('npm', ['ci', '--omit=dev'], options.signal),
  )

/**
 * Compiles the peers on the JVM and fetches what their pom names, unless that is done already.
 *
 * @throws PeerError PEERS_NOT_INSTALLED
 */
export const buildJavaPeers = (options: Installing): Promise<void> =>
  once(join(javaDirectory, 'target'), 'java', 'the peers on the JVM', 'a minute', options, () =>
    run('mvn', ['-B', '-q', 'clean:clean', ...goals], options.signal, {}, javaDirectory),
  )

const goals = ['resources:resources', 'compiler:compile', 'dependency:copy-dependencies']

/** Does it unless that was done with these very sources; what it says at its end is in the error. */
async function once(
  into: string,
  sources: string,
  what: string,
  takes: string,
  { log, signal }: Installing,
  install: () => ReturnType<typeof run>,
): Promise<void> {
  const stamp = join(into, '.orderflow-install')
  const wanted = await digest(join(directory, sources))
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return
  log(`Installing ${what} (once, about ${takes})…`)
  const { status, stdout, stderr } = await install().catch(({ message }: Error) => ({
    status: 1,
    stdout: '',
    stderr: message,
  }))
  signal.throwIfAborted()
  if (status !== 0) {
    const needed =
      'The peers need npm with its registry, and those on the JVM a JDK 17 and Maven 3.8 or newer'
    throw new PeerError(
      'PEERS_NOT_INSTALLED',
      `${tail(stdout + stderr)}\n\nThe bench could not install ${what}. ${needed}: put that right, or run the bench without them.`,
    )
  }
  await writeFile(stamp, wanted)
  log(`Installed ${what}`)
}

/** Of a file, or of all files below a folder but what is built there. */
async function digest(path: string): Promise<string> {
  const hash = createHash('sha256')
  const names = await readdir(path, { recursive: true }).catch(() => [''])
  for (const name of names.filter(name => !name.startsWith('target')).toSorted()) {
    hash.update(name).update(await readFile(join(path, name)).catch(() => ''))
  }
  return hash.digest('hex')
}

/** The last lines of what a program wrote. */
export const tail = (text: string) => text.trimEnd().split('\n').slice(-20).join('\n')

/** Runs a program in the peers' folder to its end; SIGTERM when the signal aborts. */
export function run(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = {},
  cwd = directory,
) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', text => {
      output.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      output.stderr = (output.stderr + text).slice(-100_000)
    })
    child.on('error', reject)
    child.on('close', status => resolve({ status, ...output }))
  })
}
