import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const path = fileURLToPath(new URL('../../docs/simulation.md', import.meta.url))
const [start, end] = ['<!-- mutants: npm run simulate -- --mutants --write -->', '<!-- /mutants -->']

/** The table of seeded bugs as docs/simulation.md has it. */
export async function readMutantTable(): Promise<string> {
  const text = await readFile(path, 'utf8')
  return text.slice(text.indexOf(start) + start.length, text.indexOf(end)).trim()
}

export async function writeMutantTable(table: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const [before, after] = [text.slice(0, text.indexOf(start)), text.slice(text.indexOf(end))]
  await writeFile(path, `${before}${start}\n${table}\n\n${after}`)
}
