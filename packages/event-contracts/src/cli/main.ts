#!/usr/bin/env node
/** `event-contracts COMMAND`: each command is a file beside this one. */
import type { Command } from './command.ts'

const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  generate: () => import('./generate.ts'),
}

const [name = '', ...args] = process.argv.slice(2)
const load = Object.hasOwn(commands, name) ? commands[name] : undefined
if (load === undefined) {
  const all = await Promise.all(Object.values(commands).map(load => load()))
  console.log(`event-contracts COMMAND\n\n${all.map(({ command }) => command.usage).join('\n')}`)
  process.exitCode = ['', '--help', 'help'].includes(name) ? 0 : 2
} else {
  const { command } = await load()
  process.exitCode = await command.run(args).catch(inASentence)
}

/** An error with a code names the file and what to write there; where it was thrown helps nobody. */
function inASentence(error: Error & { readonly code?: unknown }): number {
  const said = /^[A-Z]+(_[A-Z]+)+: /.test(error.message)
  if (!said && !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error
  console.error(error.message)
  return 2
}
