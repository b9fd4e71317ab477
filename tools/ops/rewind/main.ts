import { ServiceError } from '@orderflow/service-kit'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { whereIsKafka } from '../../dev/lib/endpoints.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { services } from '../../dev/lib/services.ts'
import { type Rewound, rewind } from './rewind.ts'

const usage = 'node tools/run.mjs rewind SERVICE --to TIME [--dry-run] [--json]'
const args = parseArgs({
  usage,
  about:
    'Lets a service that is stopped read again what came since a moment, as its\ndatabase was restored to that (docs/runbooks/restore-a-database.md). Its inbox\ntells what it knows, so rather an hour too early: what was sent before the moment\nand was not read yet is to be read, too.',
  words: true,
  options: {
    to: { type: 'string', value: 'TIME', help: 'the moment, as 2026-11-30T09:00:00Z' },
    'dry-run': { type: 'boolean', help: 'say what would be read again' },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)

await runCommand(async () => {
  const [name, ...more] = args.words
  const service = services.find(facts => facts.name === name)
  const to = new Date(args.to ?? '')
  if (service === undefined || more.length > 0 || Number.isNaN(to.getTime())) {
    const names = services.map(facts => facts.name).join(', ')
    process.stderr.write(`Name one service (${names}), and a moment with --to. Usage: ${usage}\n`)
    return 2
  }
  if (to.getTime() > Date.now())
    throw new ServiceError(
      'TIME_AHEAD',
      `${to.toISOString()} is yet to come: name a moment before the backup's.`,
    )
  const { kafka } = await whereIsKafka()
  const dryRun = args['dry-run']
  const { name: group, topics } = service
  const rewound = await rewind(kafka, { group, topics, to, dryRun })
  for (const line of lines(rewound)) say(line)
  const records = rewound.reduce((sum, place) => sum + place.from - place.to, 0)
  say(`${group} ${dryRun ? 'would read' : 'reads'} ${records} records again, since ${to.toISOString()}.`)
  result({ group, to: to.toISOString(), dryRun, records, partitions: rewound })
  return 0
})

function lines(rewound: readonly Rewound[]): string[] {
  return [...Map.groupBy(rewound, ({ topic }) => topic)].map(([topic, places]) => {
    const records = places.reduce((sum, { from, to }) => sum + from - to, 0)
    return `  ${topic.padEnd(32)} ${String(records).padStart(8)} on ${places.length} partitions`
  })
}
