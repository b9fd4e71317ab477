import { describe } from '@orderflow/messaging/errors'
import type { Kafka, KafkaRecord } from '@orderflow/messaging/kafka'
import { backoff, delay, warnRarely } from '@orderflow/messaging/timing'
import type { Tracer } from '@orderflow/messaging/tracing'
import type { Logger, Worker } from '@orderflow/service-kit'
import type { BridgeMetrics } from './metrics.ts'
import { readOutgoing } from './outgoing.ts'
import { startSends } from './spans.ts'
import type { Outgoing, Sent, Target } from './targets/port.ts'

/** A record that no target can be sent, or that this one will never take. */
export interface Letter {
  readonly record: KafkaRecord
  readonly code: string
  readonly detail: string
}

export interface ForwarderOptions {
  readonly kafka: Kafka
  readonly target: Target
  readonly topics: readonly string[]
  /** The most records of a partition in hand at a time. */
  readonly chunkSize: number
  /** Keeps what cannot be sent. Resolves when it is safe; waits while it cannot be. */
  readonly deadLetter: (letters: readonly Letter[], signal: AbortSignal) => Promise<boolean>
  readonly metrics: BridgeMetrics
  readonly logger: Logger
  readonly tracer: Tracer | undefined
}

/** The Kafka group whose committed offsets are the cursor of a target. */
export const groupOf = (target: string): string => `bridge-${target}`

interface Item {
  readonly record: KafkaRecord
  readonly event: Outgoing
}

/**
 * Brings the events of topics to one target, at least once each, and those of one key in the order of their partition:
 * none is sent before the one before it is confirmed. The target's place on the topics is the committed offset of a
 * group of its own, so a target that is away delays only itself; what waits meanwhile waits on Kafka.
 */
export function startForwarder(options: ForwarderOptions): Worker {
  const { kafka, target, topics, chunkSize, deadLetter, metrics, logger, tracer } = options
  const log = logger.child({ target: target.name })
  const warn = warnRarely(log, 'events wait for the target')
  const count = metrics.of(target.name)

  async function forward(records: readonly KafkaRecord[], signal: AbortSignal): Promise<boolean> {
    const letters: Letter[] = []
    let pending: Item[] = []
    for (const record of records) {
      const read = readOutgoing(record)
      if (read === 'left-out') continue
      if ('poison' in read) letters.push({ record, ...read.poison })
      else pending.push({ record, event: read.event })
    }
    for (let failures = 0; pending.length > 0; ) {
      if (signal.aborted) return false
      const wave = firstOfEachKey(pending)
      const failed = await send(wave, letters)
      // What comes after a failed event in its key was not in the wave: its order stays.
      const done = new Set(wave.filter(item => !failed.has(item)))
      pending = pending.filter(item => !done.has(item))
      if (failed.size === 0) {
        failures = 0
        continue
      }
      warn([...failed.values()][0], ++failures)
      await delay(backoff(failures), signal)
    }
    return letters.length === 0 || (await deadLetter(letters, signal))
  }

  /** Sends a wave; returns what has failed, with the reason. */
  async function send(wave: readonly Item[], letters: Letter[]): Promise<Map<Item, string>> {
    const sends = startSends(
      tracer,
      target.name,
      wave.map(({ event }) => event),
    )
    const outcomes = await count.whileInFlight(wave.length, publish(sends.events))
    sends.end(outcomes)
    const failed = new Map<Item, string>()
    for (const [i, item] of wave.entries()) {
      const sent = outcomes[i] as Sent
      count.sent(sent.status, item.event.attributes.time)
      if (sent.status === 'failed') failed.set(item, sent.detail)
      else if (sent.status === 'refused') {
        letters.push({ record: item.record, code: sent.code, detail: `${target.name}: ${sent.detail}` })
      }
    }
    return failed
  }

  /** A target never rejects. If one does all the same, what it was sent is sent again. */
  const publish = (events: readonly Outgoing[]): Promise<readonly Sent[]> =>
    target.publish(events).catch(error => events.map(() => ({ status: 'failed', detail: describe(error) })))

  const consumer = kafka.consume({
    groupId: groupOf(target.name),
    topics,
    chunkSize,
    onRecords: forward,
    onSkipped: skipped => log.error(skipped, 'events were deleted from Kafka before the target had them'),
    onRebuild: reason => log.warn({ reason }, 'the consumer was built anew'),
  })
  return { stop: consumer.stop }
}

/** The events that may be sent together: of each key the first; those without a key all. */
function firstOfEachKey(pending: readonly Item[]): readonly Item[] {
  const keys = new Set<string>()
  const wave = pending.filter(({ event: { key } }) => {
    if (key === null) return true
    if (keys.has(key)) return false
    keys.add(key)
    return true
  })
  return wave.length === pending.length ? pending : wave
}
