/**
 * Checks what people read: the README and AGENTS.md are short, every relative link and every command of every page leads somewhere, and
 * excerpts are what the sources say. With `--fix` these are filled in anew.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readCommands } from './command-sources.ts'
import { unknownCommands } from './commands.ts'
import { withExcerpts } from './excerpts.ts'
import { withFileList } from './file-list.ts'
import { brokenLinks, missingInIndex } from './links.ts'
import { tooLong } from './readme.ts'

const fix = process.argv.includes('--fix')
const root = fileURLToPath(new URL('../../../', import.meta.url))
const paths = globSync(['*.md', '{deploy,docs,examples,packages,schemas,services,tools}/**/*.md'], {
  cwd: root,
  exclude: path => path.includes('node_modules'),
})
const pages = new Map(paths.sort().map(path => [path, readFileSync(`${root}${path}`, 'utf8')]))
const commands = readCommands(root)
const exists = (path: string) => existsSync(`${root}${path}`)

const found = [
  ...[...pages.keys()].flatMap(filledIn),
  ...tooLong('README.md', pages.get('README.md') ?? ''),
  ...tooLong('AGENTS.md', pages.get('AGENTS.md') ?? ''),
  ...brokenLinks(pages, exists),
  ...missingInIndex(pages),
  ...[...pages].flatMap(([path, page]) => unknownCommands(path, page, commands, exists)),
]
for (const sentence of found) console.error(sentence)
process.exitCode = found.length === 0 ? 0 : 1

/** Compares the excerpts of a page, and its list of files if it has one, with the sources; fills them in with `--fix`. */
function filledIn(path: string): string[] {
  const page = pages.get(path) ?? ''
  const { text, drifted, faults } = withExcerpts(page, source =>
    exists(source) ? readFileSync(`${root}${source}`, 'utf8') : undefined,
  )
  const complete = withFileList(text)
  if (fix && complete !== page) {
    writeFileSync(`${root}${path}`, complete)
    pages.set(path, complete)
    console.log(`wrote ${path}`)
  }
  const outdated = [
    ...drifted.map(marker => `the excerpt "${marker}" is no longer what the source says`),
    ...(complete === text ? [] : ['its list of files is not complete']),
  ]
  return [
    ...faults.map(fault => `${path}: ${fault} Change the line above the block.`),
    ...(fix ? [] : outdated.map(what => `${path}: ${what}: read it again, and run npm run check -- --fix.`)),
  ]
}
