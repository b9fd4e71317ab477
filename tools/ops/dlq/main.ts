import { MessagingError } from '@orderflow/messaging/errors'
import { patchRequestQueueTimer } from '@orderflow/messaging/kafkajs'
import { ServiceError } from '@orderflow/service-kit'
import { createOutput, jsonOption, parseArgs, UsageError } from '../../dev/lib/args.ts'
import { readEndpoints } from '../../dev/lib/endpoints.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { isRefused, unreachable } from '../../dev/lib/unreachable.ts'
import { openDeadLetters } from './dead-letters.ts'
import { list } from './list.ts'
import { redrive } from './redrive.ts'
import { show } from './show.ts'

const usage =
  'npm run dlq -- list | show ID | redrive ID… [--stuck] [--order ID] [--where FIELD=VALUE] [--dry-run] [--json]'
const args = parseArgs({
  usage,
  about:
    'list: the dead letters of the running system.  show: one of them, in full.\n' +
    'redrive: sends them back to the topics that they lay on, by id or all that meet\nthe conditions.',
  words: true,
  options: {
    where: {
      type: 'strings',
      value: 'FIELD=VALUE',
      help: 'only those; topic, service, reason, type, key, since or until; repeatable',
    },
    topic: { type: 'string', value: 'TOPIC', help: 'the same as --where topic=TOPIC' },
    order: { type: 'string', value: 'ID', help: 'those of one order: the same as --where key=ID' },
    stuck: {
      type: 'boolean',
      help: 'redrive: those of all orders that count as stuck, or are past their deadline',
    },
    limit: {
      type: 'number',
      value: 'N',
      help: 'list: the most that are shown',
      default: 50,
      min: 1,
      max: 10_000,
    },
    after: { type: 'string', value: 'ID', help: 'list: go on behind this one' },
    'dry-run': { type: 'boolean', help: 'redrive: only say what would be sent back' },
    by: { type: 'string', value: 'NAME', help: 'redrive: who does it; the user of this machine unless told' },
    ...jsonOption,
  },
})
export type Args = typeof args

patchRequestQueueTimer()
const commands = { list, show, redrive }

await runCommand(async () => {
  const [word = '', ...ids] = args.words
  if (!Object.hasOwn(commands, word)) {
    process.stderr.write(`Say what to do: list, show or redrive. Usage: ${usage}\n`)
    return 2
  }
  const deadLetters = openDeadLetters(await readEndpoints())
  try {
    return await commands[word as keyof typeof commands]({
      args,
      ids,
      deadLetters,
      output: createOutput(args),
    })
  } catch (error) {
    if (error instanceof UsageError || (error instanceof MessagingError && error.code === 'FILTER_INVALID')) {
      process.stderr.write(`${error.message}\n`)
      return 2
    }
    if (isRefused(error)) throw unreachable(error)
    throw error instanceof MessagingError
      ? new ServiceError(error.code, error.message, { cause: error })
      : error
  } finally {
    await deadLetters.close()
  }
})
