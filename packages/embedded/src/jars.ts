import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, constants, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedError } from './errors.ts'
import { guardProcess } from './guard.ts'
import { jarFolder, jarsAreCached, LOCK_FILE, parseLock, SIZES_FILE } from './jar-cache.mjs'
import { withLock } from './pid-file.mjs'
import { findMaven, javaEnvironment } from './toolchain.mjs'

export type Log = (line: string) => void

const POM_FILE = fileURLToPath(new URL('../kafka/pom.xml', import.meta.url))
const PROGRESS_EVERY_MS = 3_000

/**
 * The paths of Kafka's jars, fetched with Maven if the cache lacks them. Every jar that Maven brought is
 * compared with the committed SHA-256 before the folder gets its name in the cache; a later start looks at
 * names and sizes only.
 */
export async function ensureKafkaJars(cacheDir: string, log: Log = () => {}): Promise<string[]> {
  if (!jarsAreCached(cacheDir)) {
    await makeFolder(cacheDir)
    await withLock(
      `${jarFolder(cacheDir)}.lock`,
      async () => {
        if (!jarsAreCached(cacheDir)) await fetchJars(cacheDir, log)
      },
      pid => log(`Process ${pid} is fetching Kafka: waiting for it`),
    )
  }
  return cachedJars(cacheDir)
}

async function makeFolder(cacheDir: string): Promise<void> {
  try {
    await mkdir(cacheDir, { recursive: true })
    await access(cacheDir, constants.W_OK)
  } catch (cause) {
    throw new EmbeddedError(
      'CACHE_UNWRITABLE',
      `Kafka's jars are to be kept in ${cacheDir}, which cannot be written (${(cause as NodeJS.ErrnoException).code}): name another folder.`,
      { cause },
    )
  }
}

/** The paths of the jars in the cache, whether they are there or not. */
async function cachedJars(cacheDir: string): Promise<string[]> {
  const names = parseLock(await readFile(LOCK_FILE, 'utf8')).keys()
  return [...names].map(name => join(jarFolder(cacheDir), name))
}

async function fetchJars(cacheDir: string, log: Log): Promise<void> {
  const temporary = `${jarFolder(cacheDir)}.partial`
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary, { recursive: true })
  try {
    await runMaven(temporary, log)
    const sizes = await verifyJars(temporary, parseLock(await readFile(LOCK_FILE, 'utf8')))
    await writeFile(join(temporary, SIZES_FILE), JSON.stringify(sizes, null, 2))
    await rm(jarFolder(cacheDir), { recursive: true, force: true })
    await rename(temporary, jarFolder(cacheDir))
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** The size of each jar; throws JAR_CHECKSUM unless the folder holds the locked jars, all of them, no others. */
export async function verifyJars(folder: string, lock: Map<string, string>): Promise<Record<string, number>> {
  const found = (await readdir(folder)).filter(name => name.endsWith('.jar'))
  const refuse = (what: string) =>
    new EmbeddedError(
      'JAR_CHECKSUM',
      `${what}: Kafka is not started with it; clear the local Maven repository of it and try again, or, if Kafka was upgraded on purpose, rewrite the lock with packages/embedded/src/lock-jars.ts.`,
    )
  const unknown = found.find(name => !lock.has(name))
  if (unknown) throw refuse(`Maven brought ${unknown}, which kafka/jars.sha256 does not name`)
  const sizes: Record<string, number> = {}
  for (const [name, expected] of lock) {
    if (!found.includes(name)) throw refuse(`Maven did not bring ${name}, which kafka/jars.sha256 names`)
    const path = join(folder, name)
    const actual = await sha256(path)
    if (actual !== expected)
      throw refuse(`${name} has the SHA-256 ${actual}, kafka/jars.sha256 has ${expected}`)
    sizes[name] = (await stat(path)).size
  }
  return sizes
}

export const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

/** Fills the folder with what the pom names; says how far it is, not what Maven says. */
export async function runMaven(folder: string, log: Log): Promise<void> {
  const maven = findMaven()
  if ('code' in maven) throw new EmbeddedError(maven.code, maven.message)
  log('Fetching Apache Kafka with Maven (once, about 45 MB)…')
  const started = Date.now()
  const progress = setInterval(async () => {
    const { count, megabytes } = await contents(folder)
    const arrived = count > 0 ? `${count} jars, ${megabytes} MB` : 'resolving'
    log(`Fetching Apache Kafka: ${arrived}, ${seconds(started)} s`)
  }, PROGRESS_EVERY_MS)
  try {
    const args = ['-B', '-f', POM_FILE, 'dependency:copy-dependencies']
    await run(maven.command, [...args, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`])
  } finally {
    clearInterval(progress)
  }
  const { count, megabytes } = await contents(folder)
  log(`Fetched Apache Kafka: ${count} jars, ${megabytes} MB, ${seconds(started)} s`)
}

function run(command: string, args: string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: javaEnvironment() })
  guardProcess(child, 'SIGKILL')
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-100_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  child.once('error', reject)
  child.once('close', code => (code === 0 ? resolve() : reject(downloadFailed(output))))
  return promise
}

function downloadFailed(output: string): EmbeddedError {
  const cause = /^\[ERROR\] (.*)$/m.exec(output)?.[1] ?? output.trimEnd().split('\n').at(-1) ?? 'no output'
  return new EmbeddedError(
    'DOWNLOAD_FAILED',
    `Maven could not fetch Kafka; check the network and Maven's settings, then try again. Maven says: ${cause}`,
  )
}

async function contents(folder: string): Promise<{ count: number; megabytes: number }> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map(name =>
      stat(join(folder, name))
        .then(s => s.size)
        .catch(() => 0),
    ),
  )
  return { count: names.length, megabytes: Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e6) }
}

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(0)
