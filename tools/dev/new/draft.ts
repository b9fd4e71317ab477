import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Why nothing was written, in one sentence. */
export class Refusal extends Error {}

/** What is to be written, before anything is: new files, and sources with rows put in. */
export interface Draft {
  /** The files that change, by their path from the root of the repository. */
  readonly files: ReadonlyMap<string, string>
  /** What could not be put in, each as a sentence that names the file and what to write there. */
  readonly undone: readonly string[]
  /** A file as it is now, or as this draft has it. */
  read(path: string): string
  exists(path: string): boolean
  /** @throws Refusal if there is such a file */
  create(path: string, text: string): void
  /**
   * Puts something into a file.
   * @param change the new text, or undefined if the place for it was not found
   * @param what it is that a person is to write there instead
   */
  edit(path: string, what: string, change: (text: string) => string | undefined): void
}

export function draftOf(root: string): Draft {
  const files = new Map<string, string>()
  const undone: string[] = []
  const read = (path: string) => files.get(path) ?? readFileSync(join(root, path), 'utf8')
  const exists = (path: string) => files.has(path) || existsSync(join(root, path))
  return {
    files,
    undone,
    read,
    exists,
    create(path, text) {
      if (exists(path)) throw new Refusal(`${path} exists already.`)
      files.set(path, text)
    },
    edit(path, what, change) {
      const text = exists(path) ? change(read(path)) : undefined
      if (text === undefined) undone.push(`${path}: write ${what}`)
      else files.set(path, text)
    },
  }
}
