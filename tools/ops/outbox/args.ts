import { jsonOption, parseArgs } from '../../dev/lib/args.ts'

export const usage =
  'npm run outbox -- list | show ID | release ID… | release --topic TOPIC [--key KEY] | release --all | shards N [--service NAME] [--json]'
/** What was asked for. A command line that is not understood ends the process with 2. */
export const readArgs = () =>
  parseArgs({
    usage,
    about:
      'list: what waits in the outboxes of the running system, and why.\n' +
      'show: one row, in full.\n' +
      'release: tries again at once what is held back; it is tried again by itself,\n' +
      'too, at growing intervals.\n' +
      'shards: divides each outbox, or that of a service, so that as many relays send\n' +
      'at once, each in a process of its own.',
    words: true,
    options: {
      service: {
        type: 'string',
        value: 'NAME',
        help: 'list, release, shards: only the outbox of this service',
      },
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
export type Args = ReturnType<typeof readArgs>
