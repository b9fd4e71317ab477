import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { findNode, runScript } from './launch.mjs'
import { missingForServers } from './preflight.mjs'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Runs one command and leaves its exit status: 2 for a wrong call, 1 for something missing, else the script's.
 * Whatever is said before the script runs goes to stderr: with --json, stdout is the script's alone.
 * @param {Record<string, {script: string, servers?: boolean, dockerWill?: boolean}>} commands
 * @param {string[]} args
 */
export async function main(commands, [name = '', ...args]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const known = Object.keys(commands).join(', ')
    return fail(name ? `There is no command ${name}; there are ${known}.` : `Name a command: ${known}.`, 2)
  }
  if (!existsSync(join(ROOT, command.script))) return fail(`${command.script} is missing.`, 1)
  // Before the install, so that a person learns within a second what the machine lacks.
  const missing = command.servers && (await missingForServers(ROOT, command))
  if (missing) return fail(missing, 1)
  const failure = await ensureInstalled(ROOT)
  if (failure) return fail(failure, 1)
  const node = findNode(ROOT)
  if (!node.path) return fail(node.sentence, 1)
  process.exitCode = await runScript(node.path, join(ROOT, command.script), args)
}

function fail(sentence, status) {
  console.error(sentence)
  process.exitCode = status
}
