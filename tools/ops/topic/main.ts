import { createKafka, type Kafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { rebuild } from '@orderflow/reporting/rebuild'
import { createLogger } from '@orderflow/service-kit'
import { createOutput, parseArgs } from '../../dev/lib/args.ts'
import { kafkaOf, readEndpoints, whereIs } from '../../dev/lib/endpoints.ts'
import { createProgress } from '../../dev/lib/progress.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { topicUsage } from './options.ts'
import { openSnapshot, type Snapshot } from './reader.ts'
import { replay } from './replay.ts'
import {
  count,
  rebuiltLines,
  replayedLines,
  rowsOf,
  rowsOfSnapshot,
  takenLines,
  topicTable,
  verifiedLines,
} from './report.ts'
import { takeSnapshot } from './take.ts'

const args = parseArgs(topicUsage)
const { say, result } = createOutput(args)
const [command = '', ...words] = args.words
const logger = createLogger({ service: 'topic', level: 'fatal' })
const progress = createProgress(line => process.stderr.write(`${line}\n`))
const startedAt = performance.now()
const seconds = () => Math.round(performance.now() - startedAt) / 1_000

const commands: Record<string, (signal: AbortSignal) => Promise<number>> = {
  async snapshot(signal) {
    const file = args.out
    if (file === undefined) return misused('Say where to, with --out FILE.')
    if (args.all === words.length > 0) return misused('Name topics, or say --all.')
    const onProgress = (records: number, topic: string) =>
      progress.show(`${count(records)} records, ${topic}`)
    const which = args.all ? {} : { topics: words }
    const taken = await withKafka(kafka => takeSnapshot({ kafka, file, signal, onProgress, ...which }))
    for (const line of takenLines(taken, file, seconds())) say(line)
    result({ file, ...taken, seconds: seconds() })
    return 0
  },
  replay: signal =>
    withSnapshot(async (snapshot, topics) => {
      const seed = args.seed ?? Math.floor(Math.random() * 2 ** 32)
      const { to, create, rate, shuffle, duplicate, now, 'dry-run': dryRun } = args
      const onProgress = (sent: number) =>
        progress.show(`${count(sent)} of ${count(snapshot.records)} records`)
      const how = { to, create, rate, shuffle, seed, duplicate, now, dryRun }
      const replayed = await withKafka(kafka =>
        replay({ kafka, logger, snapshot, topics, ...how, signal, onProgress }),
      )
      for (const line of replayedLines(replayed, dryRun, seconds())) say(line)
      if (shuffle || duplicate > 0) say(`The same again with --seed ${seed}.`)
      result({ file: snapshot.file, ...replayed, seed, dryRun, seconds: seconds() })
      return 0
    }),
  verify: () =>
    withSnapshot(async (snapshot, more) => {
      if (more.length > 0) return misused('Name one file.')
      for (const line of verifiedLines(snapshot, seconds())) say(line)
      const { file, records, blocks, bytes, header } = snapshot
      const topics = rowsOfSnapshot(snapshot)
      result({ file, createdAt: header.createdAt, records, blocks, bytes, topics, seconds: seconds() })
      return 0
    }),
  async rebuild() {
    const [what, ...more] = words
    if (what !== 'reporting' || more.length > 0) {
      return misused(
        'Say rebuild reporting: the other services own their data, and are backed up as databases are.',
      )
    }
    const { kafka, databaseUrl } = await whereIs('reporting')
    const onProgress = (records: number) => progress.show(`${count(records)} records`)
    const rebuilt = await withKafka(
      kafka => rebuild({ kafka, databaseUrl, partial: args.partial, logger, onProgress }),
      kafka,
    )
    for (const line of rebuiltLines(rebuilt, seconds())) say(line)
    result({ ...rebuilt, seconds: seconds() })
    return 0
  },
  async list() {
    const topics = rowsOf(
      await withKafka(async kafka => {
        const reader = await kafka.reader()
        return await reader.ranges().finally(() => reader.close())
      }),
    )
    for (const line of topicTable(topics)) say(line)
    result({ topics })
    return 0
  },
}

await runCommand(async signal => {
  if (args.brokers !== undefined && !/^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/.test(args.brokers)) {
    return misused(`--brokers takes host:port,host:port, not '${args.brokers}'.`)
  }
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined
  return run === undefined ? misused('Say what to do.') : await run(signal)
})

function misused(sentence: string): number {
  process.stderr.write(`${sentence} Usage: ${topicUsage.usage}\n`)
  return 2
}

async function withSnapshot(
  work: (snapshot: Snapshot, more: readonly string[]) => Promise<number>,
): Promise<number> {
  const [file, ...more] = words
  if (file === undefined) return misused('Name the file.')
  const snapshot = await openSnapshot(file)
  return await work(snapshot, more).finally(() => snapshot.close())
}

async function withKafka<Result>(
  work: (kafka: Kafka) => Promise<Result>,
  known?: KafkaAddress,
): Promise<Result> {
  const address = args.brokers
    ? { brokers: args.brokers.split(',') }
    : (known ?? kafkaOf(await readEndpoints()))
  const kafka = createKafka({ clientId: 'topic', ...address, logger })
  return await work(kafka).finally(() => kafka.close())
}
