import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedError, type EmbeddedErrorCode, withLock } from '@orderflow/embedded'

export type Log = (line: string) => void

/** What is fetched once for all tests of this checkout. */
const cacheDir = fileURLToPath(new URL('../../../.cache', import.meta.url))
/** The last file that is written: a folder without it is one that was left half filled. */
const STAMP = 'complete'

export const cached = (name: string): boolean => existsSync(join(cacheDir, name, STAMP))
export const cacheFolder = (name: string): string => join(cacheDir, name)

/**
 * Fills a folder of the cache once: of processes that want it at the same time one does, and the others wait.
 * @param name of the folder, with the version of what is in it
 * @returns the folder
 */
export async function fillOnce(
  name: string,
  log: Log,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = cacheFolder(name)
  if (cached(name)) return folder
  const waiting = (pid: number) => log(`Process ${pid} is fetching ${name}: waiting for it`)
  await withLock(
    `${folder}.lock`,
    async () => {
      if (cached(name)) return
      const started = Date.now()
      log(`Fetching ${name} (once)…`)
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true })
      await fill(folder)
      await writeFile(join(folder, STAMP), '')
      log(`Fetched ${name}: ${((Date.now() - started) / 1000).toFixed(0)} s`)
    },
    waiting,
  )
  return folder
}

/** Runs a program to its end; throws DOWNLOAD_FAILED with the last line that it wrote. */
export async function fetchWith(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-10_000)
    })
  }
  const [status] = await once(child, 'close')
  if (status === 0) return
  const said = output.trimEnd().split('\n').at(-1) ?? 'nothing'
  throw new EmbeddedError(
    'DOWNLOAD_FAILED',
    `\`${command} ${args.join(' ')}\` failed; check the network and try again. It says: ${said}`,
  )
}

/** Whether a program is on PATH and ends well with these arguments. */
export const runs = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** Whether tests are to be left out: says so in a line, with what is missing. */
export function leftOut(missing: string | undefined): boolean {
  if (missing !== undefined) console.warn(`Left out: ${missing}`)
  return missing !== undefined
}

export function refuseMissing(missing: string | undefined, code: EmbeddedErrorCode = 'TOOL_MISSING'): void {
  if (missing !== undefined) throw new EmbeddedError(code, missing)
}
