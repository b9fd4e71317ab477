/** A piece of a source file and what stands there instead. */
export interface Edit {
  /** From the project's root. */
  readonly file: string
  /** Must occur exactly once, so that a change of the sources cannot make the mutant empty without a word. */
  readonly replace: string
  readonly by: string
}

/** A bug that is put into a copy of the project, to see that the harness finds it. */
export interface Mutant {
  readonly name: string
  /** What is wrong, in a line. */
  readonly about: string
  /** The rule that is broken, in words. */
  readonly rule: string
  /** The scenario that must find it, in its short form. */
  readonly scenario: string
  readonly edits: readonly Edit[]
}

/**
 * The files of a mutant as it has them, by path; several edits of one file come one after the other.
 *
 * @param read a source file's text
 * @throws Error if what is to be replaced is not there exactly once
 */
export function mutated(
  { name, edits }: Pick<Mutant, 'name' | 'edits'>,
  read: (file: string) => string,
): Map<string, string> {
  const files = new Map<string, string>()
  for (const { file, replace, by } of edits) {
    const parts = (files.get(file) ?? read(file)).split(replace)
    if (parts.length !== 2) {
      const times = parts.length - 1
      throw new Error(
        `Mutant ${name}: ${file} has ${times} times, not once: ${replace.trim()}. Mend the edit.`,
      )
    }
    files.set(file, parts.join(by))
  }
  return files
}
