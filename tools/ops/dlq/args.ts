import { jsonOption, parseArgs } from '../../dev/lib/args.ts'

export const usage =
  'npm run dlq -- list | show ID | redrive ID… [--stuck] [--order ID] [--where FIELD=VALUE] [--dry-run] [--json]'
/** What was asked for. A command line that is not understood ends the process with 2. */
export const readArgs = () =>
  parseArgs({
    usage,
    about:
      'list: the dead letters of the running system.  show: one of them, in full.\n' +
      'redrive: sends them back to the topics that they lay on, by id or all that meet\nthe conditions.',
    words: true,
    options: {
      where: {
        type: 'strings',
        value: 'FIELD=VALUE',
        help: 'only those; topic, service, reason, type, key, since, until or state; repeatable',
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
      by: {
        type: 'string',
        value: 'NAME',
        help: 'redrive: who does it; the user of this machine unless told',
      },
      ...jsonOption,
    },
  })
export type Args = ReturnType<typeof readArgs>
