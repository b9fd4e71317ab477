/**
 * How many events a second the bridge brings to a broker with every guarantee on (each event confirmed, and no two of a
 * key on the way), beside the best that the same client does with none, into the same queue, in turn in each round;
 * and what of this process's time an event costs. It is the bridge's forwarder that is measured, with metrics and without
 * traces, from the records as Kafka's client hands them over: chunks of six partitions, all at work. Kafka itself is left out.
 *
 *   node tools/proof/bench/microbenchmarks/bridge.ts [--events 30000] [--rounds 3] [--only rabbitmq] [--json]
 *
 * `ratio`: events per second with the guarantees ÷ those of the client alone. `micros`: processor time per event,
 * `rawMicros` that of the client alone.
 * Medians over the rounds.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startForwarder } from '@orderflow/bridge/forwarder'
import { createBridgeMetrics } from '@orderflow/bridge/metrics'
import { readOutgoing } from '@orderflow/bridge/outgoing'
import type { Outgoing, Target } from '@orderflow/bridge/targets/port.ts'
import { goldenEvent } from '@orderflow/events/golden'
import type { Kafka, KafkaRecord } from '@orderflow/messaging/kafka'
import { Registry } from 'prom-client'
import { createOutput, jsonOption, parseArgs } from '../../../dev/lib/args.ts'
import { median } from '../statistics.ts'
import { logger, rows } from './bridge-targets.ts'

const args = parseArgs({
  usage:
    'node tools/proof/bench/microbenchmarks/bridge.ts [--events N] [--rounds N] [--only TARGET] [--json]',
  about: 'Measures the bridge beside what its clients do at best.',
  options: {
    events: { type: 'number', value: 'N', help: 'in each round', default: 30_000, min: 1 },
    rounds: { type: 'number', value: 'N', help: 'of which the median counts', default: 3, min: 1 },
    only: { type: 'string', value: 'TARGET', help: Object.keys(rows).join(', ') },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)

const topic = 'order.created.v2'
const partitions = 6
/** As BATCH_MAX has it. */
const chunkSize = 500
const golden = goldenEvent(topic)
const value = Buffer.from(golden.value)

const idOf = (round: string, n: number) => `019bc134-${round}-7000-8000-${n.toString(16).padStart(12, '0')}`

/** As they come from Kafka, of the partitions in turn. */
function recordsOf(round: string, count = args.events): KafkaRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const id = Buffer.from(idOf(round, n))
    const headers: Record<string, Buffer> = {}
    for (const [name, text] of Object.entries(golden.headers)) headers[name] = Buffer.from(text)
    const offset = String(Math.floor(n / partitions))
    const place = { topic, partition: n % partitions, offset, timestamp: '1768473000000' }
    return { ...place, key: id, value, headers: { ...headers, ce_id: id } }
  })
}

const eventsOf = (round: string): Outgoing[] =>
  recordsOf(round).map(record => {
    const read = readOutgoing(record)
    if (read === 'left-out' || 'poison' in read) throw new Error(JSON.stringify(read))
    return read.event
  })

type OnRecords = Parameters<Kafka['consume']>[0]['onRecords']

/** The forwarder of a target as the bridge starts it, fed by hand. */
function forwarderOf(target: Target): OnRecords {
  let onRecords: OnRecords | undefined
  const consume: Kafka['consume'] = options => {
    onRecords = options.onRecords
    return { healthy: true, stop: async () => {} }
  }
  startForwarder({
    kafka: { consume } as Kafka,
    ...{ target, topics: [topic], chunkSize, logger, tracer: undefined },
    metrics: createBridgeMetrics(new Registry()),
    async deadLetter([letter]) {
      throw new Error(`not confirmed: ${letter?.code}: ${letter?.detail}`)
    },
  })
  return onRecords as OnRecords
}

/** Each partition's chunks one after the other, as its offsets are committed. */
async function withGuarantees(forward: OnRecords, records: readonly KafkaRecord[]): Promise<void> {
  const { signal } = new AbortController()
  const partition = async (_: unknown, n: number) => {
    const own = records.filter(record => record.partition === n)
    for (let from = 0; from < own.length; from += chunkSize)
      await forward(own.slice(from, from + chunkSize), signal)
  }
  await Promise.all(Array.from({ length: partitions }, partition))
}

async function timed(work: () => Promise<unknown>) {
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return {
    perSecond: args.events / ((performance.now() - started) / 1_000),
    micros: (user + system) / args.events,
  }
}

interface Round {
  readonly perSecond: number
  readonly micros: number
  readonly raw: number
  readonly rawMicros: number
  readonly ratio: number
}

const chosen = Object.entries(rows).filter(([name]) => args.only === undefined || name === args.only)
const figures: Record<string, object> = {}
for (const [name, { missing, start }] of chosen) {
  const why = missing()
  if (why !== undefined) {
    say(`${name.padEnd(12)} no figure: ${why}`)
    continue
  }
  const dataDir = await mkdtemp(join(tmpdir(), `orderflow-bench-${name}-`))
  const { target, raw, empty, stop } = await start(dataDir)
  const forward = forwarderOf(target)
  const rounds: Round[] = []
  try {
    await withGuarantees(forward, recordsOf('ffff', 2_000)) // what is compiled then stays so
    for (let round = 0; round < args.rounds; round++) {
      await empty()
      const events = eventsOf((2 * round).toString(16).padStart(4, '0'))
      const alone = await timed(() => raw(events))
      await empty()
      const records = recordsOf((2 * round + 1).toString(16).padStart(4, '0'))
      const ours = await timed(() => withGuarantees(forward, records))
      const ratio = ours.perSecond / alone.perSecond
      rounds.push({ ...ours, raw: alone.perSecond, rawMicros: alone.micros, ratio })
    }
  } finally {
    await target.close()
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  const of = (figure: keyof Round) => median(rounds.map(each => each[figure]))
  figures[name] = {
    perSecond: Math.round(of('perSecond')),
    rawPerSecond: Math.round(of('raw')),
    ratio: Number(of('ratio').toFixed(2)),
    micros: Number(of('micros').toFixed(1)),
    rawMicros: Number(of('rawMicros').toFixed(1)),
  }
  say(
    `${name.padEnd(12)} ${of('perSecond').toFixed(0)} events/s, the client alone ${of('raw').toFixed(0)}: ` +
      `${of('ratio').toFixed(2)}; ${of('micros').toFixed(1)} µs of this process per event, the client alone ${of('rawMicros').toFixed(1)}`,
  )
}
result(figures)
