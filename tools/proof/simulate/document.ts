import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const path = fileURLToPath(new URL('../../../docs/simulation.md', import.meta.url))

/** The tables in docs/simulation.md that are written by a command, and the command. */
const commands = { worlds: '--exhaustive', mutants: '--mutants' } as const
export type Table = keyof typeof commands

const start = (table: Table) => `<!-- ${table}: npm run simulate -- ${commands[table]} --write -->\n`
const end = (table: Table) => `<!-- /${table} -->`

/** A table as docs/simulation.md has it. */
export async function readTable(table: Table): Promise<string> {
  const text = await readFile(path, 'utf8')
  return text.slice(text.indexOf(start(table)) + start(table).length, text.indexOf(end(table))).trim()
}

export async function writeTable(table: Table, content: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const before = text.slice(0, text.indexOf(start(table)))
  await writeFile(path, `${before}${start(table)}\n${content}\n\n${text.slice(text.indexOf(end(table)))}`)
}
