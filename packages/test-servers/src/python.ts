import { join } from 'node:path'
import { cacheFolder, fetchWith, fillOnce, type Log, runs } from './tool-cache.ts'

const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11']
const CHECK = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

const python = () => PYTHONS.find(command => runs(command, '-c', CHECK))

/** Why there is no Python for this, with the command that brings it; undefined if there is one. */
export function pythonMissing(what: string): string | undefined {
  if (python() !== undefined) return undefined
  return `${what} needs Python 3.11 or newer with its module venv: \`apt-get install python3-venv\`.`
}

/**
 * A Python with these packages and no others, installed once into a folder of the cache.
 * @param requirements a file that pins each of them, those that they need among them
 * @returns its interpreter
 */
export async function pythonWith(cache: string, requirements: string, log: Log): Promise<string> {
  const interpreter = join(cacheFolder(cache), 'bin', 'python')
  await fillOnce(cache, log, async folder => {
    await fetchWith(python()!, ['-m', 'venv', folder])
    await fetchWith(interpreter, ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', requirements])
  })
  return interpreter
}
