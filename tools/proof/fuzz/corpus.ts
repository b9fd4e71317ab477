import { readFileSync } from 'node:fs'
import type { Named } from './fuzz.ts'
import type { Case } from './target.ts'

/** Cases that were once of interest, each with what is of interest: `corpus/<target>.json`. They run first, always. */
export function corpusOf(target: string): readonly Named<Case>[] {
  const file = new URL(`./corpus/${target}.json`, import.meta.url)
  const cases = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Case>>
  return Object.entries(cases).map(([name, one]) => ({ name: `corpus: ${name}`, case: one }))
}
