import { setTimeout as pause } from 'node:timers/promises'
import { isDatabaseUnavailable } from '../database/errors.ts'
import { describe, MessagingError } from '../errors.ts'
import type { Kafka } from '../kafka/port.ts'
import { findDeadLetters } from '../redrive/find.ts'
import type { DeadLetter } from '../redrive/letter.ts'
import type { Running } from './start-service.ts'

const restMs = 20

/** All messages that a service could not process, as they lie on its dead-letter topics. */
export async function deadLettersOf({ name, kafka, reads }: Running): Promise<readonly DeadLetter[]> {
  const reader = await kafka.reader()
  try {
    const all = { limit: Number.POSITIVE_INFINITY, matches: () => true }
    return (await findDeadLetters({ reader, services: [{ name, topics: reads }], ...all })).letters
  } finally {
    await reader.close()
  }
}

/** The data of all events that lie on a topic. */
export async function eventsOn(kafka: Kafka, topic: string): Promise<unknown[]> {
  const reader = await kafka.reader()
  const data: unknown[] = []
  try {
    for (const range of await reader.ranges([topic])) {
      for await (const records of reader.read(range)) {
        for (const { value } of records) if (value !== null) data.push(JSON.parse(value.toString()))
      }
    }
    return data
  } finally {
    await reader.close()
  }
}

/**
 * Waits until nothing is under way among services. It is so when all that lies on their topics has been processed and their outboxes are
 * empty, twice, with nothing having come to the topics between.
 */
export async function settle(services: readonly Running[], kafka: Kafka, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs
  let before: string | undefined
  for (;;) {
    const { behind, ends } = await look(services, kafka).catch(whileAway)
    if (behind === undefined && ends === before) return
    before = behind === undefined ? ends : undefined
    if (performance.now() > until)
      throw new MessagingError('NOT_SETTLED', `After ${withinMs} ms ${behind ?? 'new events still come'}.`)
    await pause(restMs)
  }
}

/** A server that is away for a while is waited for, as services do. */
function whileAway(error: unknown) {
  const isAway = isDatabaseUnavailable(error) || (error as { code?: unknown })?.code === 'KAFKA_UNAVAILABLE'
  if (isAway) return { behind: describe(error), ends: '' }
  throw error
}

/** Who has not done everything yet, if anybody, and where the topics end. */
async function look(services: readonly Running[], kafka: Kafka) {
  let behind: string | undefined
  const ends: string[] = []
  for (const { name, reads } of services) {
    for (const { topic, partition, lag, end } of await kafka.lag(name, reads)) {
      ends.push(`${topic}/${partition}/${end}`)
      if (lag > 0) behind ??= `${name} has not read all of ${topic}`
    }
  }
  for (const { name, pool } of services) {
    const { rowCount } = await pool.query('SELECT FROM outbox LIMIT 1')
    if (rowCount !== 0) behind ??= `${name} has not published all of its outbox`
  }
  return { behind, ends: ends.join() }
}
