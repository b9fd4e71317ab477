import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { Command } from './commands.ts'

/** What describes options that several commands take. */
const shared = ['tools/dev/lib/args.ts', 'tools/dev/lib/gateway-process.ts']

/**
 * The commands of `tools/run.mjs`, by their names. What one takes is read from its sources, since to ask each for its
 * `--help` takes a second: an option is a property of that name in its script, or in the folder of a `main.ts`.
 */
export function readCommands(root: string): Map<string, Command> {
  const read = (path: string) => readFileSync(`${root}${path}`, 'utf8')
  const { scripts } = JSON.parse(read('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  const found = [...read('tools/run.mjs').matchAll(/^ {2}'?([\w:]+)'?: \{ script: '([^']+)'/gm)]
  return new Map(
    found.map(([, name = '', script = '']) => {
      const folder = posix.dirname(script)
      const own = script.endsWith('/main.ts') ? globSync(`${folder}/**/*.ts`, { cwd: root }) : [script]
      const takes = (option: string) => {
        const described = new RegExp(`^\\s*'?${option}'?: (\\{|[\\w$]+[,(])`, 'm')
        return [...own, ...shared].some(path => described.test(read(path)))
      }
      return [name, { isScript: scripts[name] !== undefined, takes }]
    }),
  )
}
