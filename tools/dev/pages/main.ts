/** Checks what people read: the README is short, and every relative link of every page leads somewhere. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brokenLinks } from './links.ts'
import { tooLong } from './readme.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const paths = globSync(['*.md', '{deploy,docs,packages,schemas,services,tools}/**/*.md'], {
  cwd: root,
  exclude: path => path.includes('node_modules'),
})
const pages = new Map(paths.sort().map(path => [path, readFileSync(`${root}${path}`, 'utf8')]))

const found = [
  ...tooLong(pages.get('README.md') ?? ''),
  ...brokenLinks(pages, path => existsSync(`${root}${path}`)),
]
for (const sentence of found) console.error(sentence)
process.exitCode = found.length === 0 ? 0 : 1
