// Where Kafka's jars are kept and whether they are all there. Plain JavaScript without dependencies,
// because tools/run.mjs asks it before anything is installed. Its types are in jar-cache.d.mts.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const LOCK_FILE = fileURLToPath(new URL('../kafka/jars.sha256', import.meta.url))

/** Written last into a folder of jars whose checksums were all right: the size of each. */
export const SIZES_FILE = 'sizes.json'

/** The lines of `sha256sum`: name of a jar → its SHA-256. */
export function parseLock(text) {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  return new Map(lines.map(line => [line.slice(66).trim(), line.slice(0, 64)]))
}

/** One folder per content of the lock, so that another version of Kafka never mixes with this one. */
export function jarFolder(cacheDir) {
  return resolve(cacheDir, createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex').slice(0, 16))
}

/** A quick check, some ms: every locked jar is there and has the size that it had when it was verified. */
export function jarsAreCached(cacheDir) {
  const folder = jarFolder(cacheDir)
  try {
    const sizes = JSON.parse(readFileSync(join(folder, SIZES_FILE), 'utf8'))
    const names = [...parseLock(readFileSync(LOCK_FILE, 'utf8')).keys()]
    return names.length > 0 && names.every(name => statSync(join(folder, name)).size === sizes[name])
  } catch {
    return false
  }
}
