import { createOutput, jsonOption, parseArgs, UsageError } from '../../dev/lib/args.ts'
import { readEndpoints } from '../../dev/lib/endpoints.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { isRefused, unreachable } from '../../dev/lib/unreachable.ts'
import { list } from './list.ts'
import { openOutboxes } from './outboxes.ts'
import { release } from './release.ts'
import { show } from './show.ts'

const usage =
  'npm run outbox -- list | show ID | release ID… | release --topic TOPIC [--key KEY] | release --all [--json]'
const args = parseArgs({
  usage,
  about:
    'list: what waits in the outboxes of the running system, and why.\n' +
    'show: one row, in full.\n' +
    'release: tries again at once what is held back; it is tried again by itself,\n' +
    'too, at growing intervals.',
  words: true,
  options: {
    service: { type: 'string', value: 'NAME', help: 'list, release: only the outbox of this service' },
    topic: { type: 'string', value: 'TOPIC', help: 'release: what is held back of this topic' },
    key: { type: 'string', value: 'KEY', help: 'release: with --topic, only this key' },
    all: { type: 'boolean', help: 'release: all that is held back' },
    limit: {
      type: 'number',
      value: 'N',
      help: 'list: the most keys of a service that are shown',
      default: 50,
      min: 1,
      max: 10_000,
    },
    ...jsonOption,
  },
})
export type Args = typeof args

const commands = { list, show, release }

await runCommand(async () => {
  const [word = '', ...ids] = args.words
  if (!Object.hasOwn(commands, word)) {
    process.stderr.write(`Say what to do: list, show or release. Usage: ${usage}\n`)
    return 2
  }
  const outboxes = openOutboxes(await readEndpoints())
  try {
    const output = createOutput(args)
    return await commands[word as keyof typeof commands]({ args, ids, outboxes, output })
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`)
      return 2
    }
    throw isRefused(error) ? unreachable(error) : error
  } finally {
    await outboxes.close()
  }
})
