import { readFileSync } from 'node:fs'
import type { TProperties } from 'typebox'

/** The setting that names the file in which a secret is, as Docker's and Kubernetes' secrets are given. */
export const fileOf = (secret: string) => `${secret}_FILE`

export interface FromFiles {
  /** The environment, with the content of each named file in its secret's place. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** A phrase for each secret that could not be had, by the secret's name. */
  readonly faults: ReadonlyMap<string, string>
  /** The file of each secret that was given as one. */
  readonly paths: ReadonlyMap<string, string>
}

/**
 * Lets every setting that is marked `secret` be given as `NAME_FILE` too: the path of a file that holds it and, at most, a
 * line break behind it. So a secret needs to be in no environment, which `docker inspect` and `/proc` show.
 *
 * @param env without empty variables
 */
export function readSecretFiles(properties: TProperties, env: FromFiles['env']): FromFiles {
  const contents: Record<string, string> = {}
  const faults = new Map<string, string>()
  const paths = new Map<string, string>()
  for (const [name, property] of Object.entries(properties)) {
    const variable = fileOf(name)
    const path = env[variable]
    if ((property as { readonly secret?: boolean }).secret !== true || path === undefined) continue
    if (env[name] !== undefined) faults.set(name, `${name} and ${variable} are both set: give one of them`)
    else
      try {
        contents[name] = contentOf(path)
        paths.set(name, path)
        if (contents[name] === '') faults.set(name, `${variable} is "${path}", which is empty`)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        faults.set(name, `${variable} is "${path}", which cannot be read (${code})`)
      }
  }
  return { env: { ...env, ...contents }, faults, paths }
}

const contentOf = (path: string) => readFileSync(path, 'utf8').replace(/\r?\n$/, '')

/**
 * Reads a file anew whenever it is asked: what it holds may be replaced while the process runs.
 *
 * @returns what it last held while it is empty or cannot be read, as it may be for a moment then
 * @throws what `readFileSync` throws, if the file cannot be read now
 */
export function followFile(path: string): () => string {
  let last = contentOf(path)
  return () => {
    try {
      last = contentOf(path) || last
    } catch {
      // It is being replaced.
    }
    return last
  }
}
