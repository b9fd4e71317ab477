import { startInfrastructure } from '@orderflow/test-servers/infrastructure'
import { createOutput, jsonOption, parseArgs } from '../../../dev/lib/args.ts'
import { runCommand } from '../../../dev/lib/run-command.ts'
import { keepReal } from './keep.ts'
import { recordReal } from './run.ts'

const args = parseArgs({
  usage: 'node tools/run.mjs journeys --record N [--waves N] [--seed S] [--json]',
  about:
    'Records journeys of orders through the real services on a real Kafka and\nPostgreSQL, with repetitions, cancellations and services that are late, for\n`npm run contracts:check` to decide again.',
  options: {
    record: {
      type: 'number',
      value: 'N',
      help: 'as the Nth record of real runs, which then stays as it is',
      min: 1,
      max: 1_000,
    },
    waves: { type: 'number', value: 'N', help: 'so many waves of six orders', default: 15, min: 1, max: 33 },
    seed: { type: 'number', value: 'S', help: 'the same seed sends the same orders', default: 1 },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)

await runCommand(async () => {
  if (args.record === undefined) {
    process.stderr.write('Say which record it is with --record.\n')
    return 2
  }
  const servers = await startInfrastructure({ log: () => {} })
  try {
    const journeys = await recordReal(servers, { ...args, say })
    const kept = await keepReal(args.record, journeys)
    const batches = journeys.reduce((sum, journey) => sum + journey.batches.length, 0)
    result({ journeys: journeys.length, batches, kept })
    if (kept) say(`${journeys.length} journeys of ${batches} batches are recorded.`)
    else process.stderr.write(`real-${args.record}.jsonl is recorded, and stays so: take the next number.\n`)
    return kept ? 0 : 2
  } finally {
    await servers.stop()
  }
})
