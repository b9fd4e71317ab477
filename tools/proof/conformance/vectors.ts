import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../dev/lib/system.ts'

export type Verdict = 'valid' | 'invalid'

/** The text of a message's value, and its topic. */
export interface Value {
  readonly topic: string
  readonly value: string
}

/** What every stack has to say of a value: see `schemas/conformance/README.md`. */
export interface Vector extends Value {
  readonly name: string
  readonly verdict: Verdict
}

export const schemasFolder = join(projectRoot, 'schemas')
const folder = join(schemasFolder, 'conformance', 'verdicts')

/** The themes of the vectors, which are names of files. */
export const themes: readonly string[] = readdirSync(folder)

export const vectorsOf = (theme: string): readonly Vector[] =>
  readFileSync(join(folder, theme), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
