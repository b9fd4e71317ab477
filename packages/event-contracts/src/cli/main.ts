#!/usr/bin/env node
/** `event-contracts COMMAND`: each command is a file beside this one. Exit status: 0, 1 if something is to be done, 2 if the arguments are none. */
import { asyncapi } from './asyncapi.ts'
import { check } from './check.ts'
import { type Command, helpOf, UsageError } from './command.ts'
import { generate } from './generate.ts'
import { golden } from './golden.ts'

const commands: Readonly<Record<string, Command>> = { generate, check, golden, asyncapi }

const [name = '', ...args] = process.argv.slice(2)
const asksForHelp = (words: readonly string[]) => words.some(word => word === '--help' || word === '-h')
process.exitCode = await main().catch(inASentence)

async function main(): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    if (name !== '' && name !== 'help' && !asksForHelp([name]))
      throw new UsageError(`There is no command '${name}'`)
    const rows = Object.entries(commands).map(([each, { about }]) => `  ${each.padEnd(10)}${about}\n`)
    process.stdout.write(`event-contracts COMMAND [--help]\n\n${rows.join('')}`)
    return 0
  }
  if (!asksForHelp(args)) return command.run(args)
  process.stdout.write(`event-contracts ${name}: ${command.about}\n\n${helpOf(command)}`)
  return 0
}

/** An error with a code names the file and what to write there; where it was thrown helps nobody. */
function inASentence(error: Error & { readonly code?: unknown; readonly syscall?: unknown }): number {
  if (error instanceof UsageError) {
    const known = Object.hasOwn(commands, name) ? ` ${name}` : ''
    console.error(`${error.message}: see event-contracts${known} --help`)
    return 2
  }
  const isSaid = /^[A-Z]+(?:_[A-Z]+)+: /.test(error.message) || error.syscall !== undefined
  const coded = typeof error.code === 'string' && /^[A-Z]+(?:_[A-Z]+)+$/.test(error.code)
  if (!isSaid && !coded) throw error
  console.error(isSaid ? error.message : `${error.code}: ${error.message}`)
  return 1
}
