import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileOf } from '@orderflow/service-kit'

/**
 * Writes secrets into a folder, a file each that its owner alone may read. A process that has them as files takes a new one
 * when it connects the next time; it sees the old file or the new one, never half of one.
 *
 * @param secrets by the name of their setting
 * @returns the settings that name the files: `NAME_FILE`
 */
export function writeSecrets(
  folder: string,
  secrets: Readonly<Record<string, string>>,
): Record<string, string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => {
      const path = join(folder, name)
      writeFileSync(`${path}.draft`, secret, { mode: 0o600 })
      renameSync(`${path}.draft`, path)
      return [fileOf(name), path]
    }),
  )
}

/** Where a system keeps what one of its services alone may know. */
export const secretFolder = (dataDir: string, service: string): string => join(dataDir, 'secrets', service)
