import { jsonOption } from '../../dev/lib/args.ts'

const commands = `
  snapshot TOPIC... --out FILE  writes all that the topics hold into a file
  snapshot --all --out FILE     the same for every topic but Kafka's own
  replay FILE [TOPIC...]        sends its records, or those of some topics
  verify FILE                   reads a snapshot through
  list                          topics, and how many offsets they span
  rebuild reporting             makes its read models anew, while it runs`

export const topicUsage = {
  usage: 'npm run topic -- snapshot|replay|verify|list|rebuild [words] [options]; --help tells more',
  about: `Takes snapshots of topics, sends them again, and rebuilds from them\n(docs/topic-snapshots.md, docs/reporting.md):\n${commands}`,
  words: true,
  options: {
    out: { type: 'string', value: 'FILE', help: 'snapshot: where to; must not exist' },
    all: { type: 'boolean', help: "snapshot: every topic but Kafka's own" },
    to: { type: 'string', value: 'TOPIC', help: 'replay: into another topic' },
    create: { type: 'boolean', help: 'replay: create topics that are missing' },
    rate: { type: 'number', value: 'N', help: 'replay: at most N records a second', min: 1 },
    shuffle: { type: 'boolean', help: 'replay: in any order but within a key of a topic' },
    seed: { type: 'number', value: 'S', help: 'replay: the same shuffle and duplicates again' },
    duplicate: { type: 'number', value: 'P', help: 'replay: send P % twice', default: 0, max: 100 },
    now: { type: 'boolean', help: 'replay: with the time of sending, not their own' },
    'dry-run': { type: 'boolean', help: 'replay: check everything, send nothing' },
    partial: { type: 'boolean', help: 'rebuild: although topics have deleted events, which then go missing' },
    brokers: { type: 'string', value: 'HOST:PORT,...', help: 'not those of the system that runs here' },
    ...jsonOption,
  },
} as const
