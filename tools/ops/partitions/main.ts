import { topics as knownTopics } from '@orderflow/events'
import { createKafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { createLogger, ServiceError } from '@orderflow/service-kit'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { whereIsKafka } from '../../dev/lib/endpoints.ts'
import { createProgress } from '../../dev/lib/progress.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { heldTopics } from './fence.ts'
import { countsOf, type GrowOptions, growPartitions, planGrowth, readersOfPlan, settleMs } from './grow.ts'
import { behindLine, counted, growthLines, listTable, planLines, stepLine } from './report.ts'
import { tryAgain } from './try-again.ts'

const args = parseArgs({
  usage: 'npm run partitions -- list | grow --to N [TOPIC...] [--dry-run] [--within S] [--json]',
  about:
    'list: how many partitions the topics have, and which are held.\n' +
    'grow: adds partitions while the system runs, and keeps the order of each key:\n' +
    'topics are held, their readers read all that is there, partitions are added,\n' +
    'and topics are let go. All topics of events unless some are named. One that\n' +
    'was interrupted goes on when it is run again (docs/partitions.md).',
  words: true,
  options: {
    to: { type: 'number', value: 'N', help: 'grow: partitions of each topic', min: 1, max: 1_000 },
    'dry-run': { type: 'boolean', help: 'grow: say what would be done, and who is waited for' },
    within: { type: 'number', value: 'S', help: 'grow: seconds that readers may take', default: 60, min: 1 },
    without: { type: 'strings', value: 'GROUP', help: 'grow: a group that is not waited for' },
    settle: {
      type: 'number',
      value: 'S',
      help: 'grow: seconds that topics stay held behind it, for the producers of others',
      default: settleMs / 1000,
      min: settleMs / 1000,
    },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
const progress = createProgress(line => process.stderr.write(`${line}\n`))
const [command = '', ...words] = args.words
const logger = createLogger({ service: 'partitions', level: 'silent' })
const events = knownTopics().map(({ topic }) => topic)

await runCommand(async signal => {
  if (command === 'list' && words.length === 0) return await list()
  if (command === 'grow' && args.to !== undefined) return await grow(args.to, signal)
  process.stderr.write(
    `${command === 'grow' ? 'Say how many partitions, with --to N.' : 'Say what to do: list or grow.'} Usage: npm run partitions -- list | grow --to N [TOPIC...]\n`,
  )
  return 2
})

async function list(): Promise<number> {
  const { kafka } = await whereIsKafka()
  const [all, held] = await Promise.all([countsOf(kafka), heldTopics(kafka)])
  const counts = new Map([...all].filter(([topic]) => events.includes(topic) || held.includes(topic)))
  for (const line of listTable(counts, held)) say(line)
  result({
    topics: [...counts].map(([topic, partitions]) => ({ topic, partitions, held: held.includes(topic) })),
  })
  return 0
}

async function grow(to: number, signal: AbortSignal): Promise<number> {
  const { kafka: address, endpoints } = await whereIsKafka()
  const kafka = createKafka({ clientId: 'partitions', ...address, logger })
  const options: GrowOptions = {
    ...{ address, kafka, to, signal },
    topics: words.length > 0 ? await existing(address) : events,
    without: args.without,
    withinMs: 1000 * args.within,
    settleMs: 1000 * args.settle,
    onStep(step) {
      const line = step.done === 'looked' ? behindLine(step) : stepLine(step)
      if (line === undefined) return
      if (step.done === 'looked') progress.show(line)
      else progress.end(line)
    },
  }
  try {
    const plan = await planGrowth(options)
    if (args['dry-run']) {
      const readers = (await readersOfPlan(options, plan)).map(({ group }) => group)
      for (const line of planLines(plan, readers)) say(line)
      result({ ...plan, readers, dryRun: true })
      return 0
    }
    const grown = await growPartitions(options).catch(async error => {
      const all = await heldTopics(address).catch(() => [])
      const held = all.filter(topic => options.topics.includes(topic))
      if (held.length > 0)
        progress.end(
          `${counted(held.length)} stay held, and what is sent there waits in the outboxes: run the same again.`,
        )
      throw error
    })
    for (const line of growthLines(grown.growth)) say(line)
    if (grown.heldSeconds === 0) say('No topic has fewer partitions: nothing was done.')
    else {
      const names = [...grown.growth.map(({ topic }) => topic), ...grown.resumed]
      const isNow = endpoints !== undefined && (await tryAgain(endpoints, names))
      say(`The relays go on ${isNow ? 'now' : 'by themselves within a minute'}.`)
      const before = grown.resumed.length > 0 ? ', and since the run that was interrupted' : ''
      say(`Nobody could write for ${grown.heldSeconds} s${before}.`)
      if (words.length === 0) say(`Set KAFKA_PARTITIONS=${to} where set-up runs.`)
    }
    const others = await heldTopics(address)
    if (others.length > 0) say(`Held, and left so, as none of them is to grow here: ${others.join(', ')}.`)
    result({ ...grown, dryRun: false })
    return 0
  } finally {
    await kafka.close()
  }
}

/** The topics that are named, each of which there has to be. */
async function existing(address: KafkaAddress): Promise<readonly string[]> {
  const counts = await countsOf(address)
  const missing = words.find(topic => !counts.has(topic))
  if (missing === undefined) return words
  throw new ServiceError('TOPICS_MISSING', `There is no topic ${missing}: see npm run partitions -- list.`)
}
