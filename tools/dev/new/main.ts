import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from '../lib/args.ts'
import { Refusal } from './draft.ts'
import { type Made, newEvent } from './event.ts'
import { newProject } from './project.ts'
import { newService } from './service.ts'

const { words, publisher, reader, beside, reads } = parseArgs({
  usage:
    'npm run new -- event NAME --publisher SERVICE [--reader SERVICE]... [--beside EVENT] | service NAME [--reads EVENT] | project DIR',
  about:
    'Writes what a new event, or a new service that reads events, needs, and says what is\nleft to decide. CONTRIBUTING.md goes through both. Or makes a repository of its own in DIR:\none service, one event and one test, with the packages as they are now.',
  words: true,
  options: {
    publisher: { type: 'string', value: 'SERVICE', help: 'who publishes the event' },
    reader: { type: 'strings', value: 'SERVICE', help: 'who reads it; reporting reads every event' },
    beside: {
      type: 'string',
      value: 'EVENT',
      help: "with which of the publisher's events it is published; with its first unless told",
    },
    reads: {
      type: 'string',
      value: 'EVENT',
      default: 'OrderCompleted',
      help: 'what the new service reads to begin with',
    },
  },
})

const root = fileURLToPath(new URL('../../../', import.meta.url))

try {
  const [kind, directory, ...more] = words
  if (kind === 'project') {
    if (directory === undefined || more.length > 0) throw new Refusal('Name one folder for the project.')
    await newProject(root, directory)
  } else {
    const made = drafted()
    refuseUncommitted(made)
    write(made)
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message} Nothing was written.\n`)
  process.exitCode = 2
}

function drafted(): Made {
  const [kind, name = '', ...more] = words
  if (more.length > 0) throw new Refusal(`One at a time: ${more.join(', ')} is more than one.`)
  if (kind === 'service') return newService(root, { name, reads })
  if (kind !== 'event')
    throw new Refusal(`What is to be new is an event, a service or a project, not ${kind ?? 'nothing'}.`)
  if (publisher === undefined) throw new Refusal(`Say with --publisher which service publishes ${name}.`)
  return newEvent(root, { type: name, publisher, readers: reader, beside })
}

/** What was written can then be looked at, and taken back, by itself. */
function refuseUncommitted({ draft }: Made): void {
  const { stdout, status } = spawnSync('git', ['status', '--porcelain', '--', ...draft.files.keys()], {
    cwd: root,
    encoding: 'utf8',
  })
  const [changed] = stdout.split('\n')
  if (status === 0 && changed)
    throw new Refusal(
      `${changed.slice(3)} has changes that are not committed: commit them, or put them aside.`,
    )
}

function write({ draft, left, then, install }: Made): void {
  for (const [path, text] of draft.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const formatted = run('node_modules/.bin/biome', [
    'check',
    '--write',
    '--no-errors-on-unmatched',
    ...draft.files.keys(),
  ])
  const installed =
    !install ||
    run('npm', ['exec', '--yes', '--', pnpm(), 'install', '--no-frozen-lockfile', '--prefer-offline'])
  const generated = installed && run(process.execPath, ['tools/dev/generate/main.ts'])
  const list = (lines: readonly string[]) => lines.map((line, n) => `  ${n + 1}. ${line}\n`).join('')
  process.stdout.write(`\nWrote\n${[...draft.files.keys()].map(path => `  ${path}\n`).join('')}`)
  if (draft.undone.length > 0) process.stdout.write(`\nNo place was found for this\n${list(draft.undone)}`)
  process.stdout.write(`\nLeft to decide\n${list(left)}`)
  process.stdout.write(`\nThen\n${then.map(command => `  ${command}\n`).join('')}`)
  process.exitCode = formatted && generated && draft.undone.length === 0 ? 0 : 1
}

/** The pnpm that this repository is pinned to. */
function pnpm(): string {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager
}

function run(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.stderr.write(`${command} ${args.slice(0, 3).join(' ')} failed: see above.\n`)
  return status === 0
}
