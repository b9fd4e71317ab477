/**
 * How many events a second the bridge's adapters bring to their brokers with every guarantee on (each event confirmed, and
 * no two of a key on the way), beside the best that the same client does with none, into the same queue, in turn
 * in each round; and what of this process's time an event costs. Kafka is left out: six partitions are at work at once.
 *
 *   node tools/proof/bench/microbenchmarks/bridge.ts [--events 30000] [--rounds 3] [--only rabbitmq] [--json]
 *
 * `ratio`: events per second with the guarantees ÷ those of the client alone. `micros`: processor time per event.
 * Medians over the rounds.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outgoing, Target } from '@orderflow/bridge/targets/port.ts'
import { goldenEvent } from '@orderflow/event-contracts/golden'
import { createOutput, jsonOption, parseArgs } from '../../../dev/lib/args.ts'
import { median } from '../statistics.ts'
import { rows } from './bridge-targets.ts'

const args = parseArgs({
  usage:
    'node tools/proof/bench/microbenchmarks/bridge.ts [--events N] [--rounds N] [--only TARGET] [--json]',
  about: 'Measures the adapters of the bridge beside what their clients do at best.',
  options: {
    events: { type: 'number', value: 'N', help: 'in each round', default: 30_000, min: 1 },
    rounds: { type: 'number', value: 'N', help: 'of which the median counts', default: 3, min: 1 },
    only: { type: 'string', value: 'TARGET', help: Object.keys(rows).join(', ') },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)

const partitions = 6
const chunk = 500
const golden = goldenEvent('order.created.v2')
const value = Buffer.from(golden.value)

function eventsOf(round: string): Outgoing[] {
  return Array.from({ length: args.events }, (_, n) => {
    const id = `019bc134-${round}-7000-8000-${n.toString(16).padStart(12, '0')}`
    const attributes: Record<string, string> = {}
    for (const [name, text] of Object.entries(golden.headers))
      if (name.startsWith('ce_')) attributes[name.slice(3)] = text
    return {
      id,
      type: 'OrderCreated',
      domain: 'order',
      name: 'order.created',
      key: id,
      attributes: { ...attributes, id, partitionkey: id },
      contentType: golden.headers['content-type'] as string,
      value,
    }
  })
}

/** Chunks of six partitions, each after the one before it was confirmed. */
async function withGuarantees(target: Target, events: readonly Outgoing[]): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(events.length / chunk) }, (_, n) =>
    events.slice(n * chunk, (n + 1) * chunk),
  ).values()
  const partition = async () => {
    for (const each of chunks) {
      const outcomes = await target.publish(each)
      const bad = outcomes.find(({ status }) => status !== 'confirmed')
      if (bad !== undefined) throw new Error(`not confirmed: ${JSON.stringify(bad)}`)
    }
  }
  await Promise.all(Array.from({ length: partitions }, partition))
}

async function timed(work: Promise<unknown>) {
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  await work
  const { user, system } = process.cpuUsage(cpu)
  return {
    perSecond: args.events / ((performance.now() - started) / 1_000),
    micros: (user + system) / args.events,
  }
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
  const rounds: { ratio: number; micros: number; perSecond: number; raw: number }[] = []
  try {
    await withGuarantees(target, eventsOf('ffff').slice(0, 2_000)) // what is compiled then stays so
    for (let round = 0; round < args.rounds; round++) {
      await empty()
      const alone = await timed(raw(eventsOf((2 * round).toString(16).padStart(4, '0'))))
      await empty()
      const ours = await timed(
        withGuarantees(target, eventsOf((2 * round + 1).toString(16).padStart(4, '0'))),
      )
      rounds.push({ ...ours, raw: alone.perSecond, ratio: ours.perSecond / alone.perSecond })
    }
  } finally {
    await target.close()
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  const of = (figure: 'ratio' | 'micros' | 'perSecond' | 'raw') => median(rounds.map(each => each[figure]))
  figures[name] = {
    perSecond: Math.round(of('perSecond')),
    rawPerSecond: Math.round(of('raw')),
    ratio: Number(of('ratio').toFixed(2)),
    micros: Number(of('micros').toFixed(1)),
  }
  say(
    `${name.padEnd(12)} ${of('perSecond').toFixed(0)} events/s, the client alone ${of('raw').toFixed(0)}: ` +
      `${of('ratio').toFixed(2)}; ${of('micros').toFixed(1)} µs of this process per event`,
  )
}
result(figures)
