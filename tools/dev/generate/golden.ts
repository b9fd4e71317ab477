import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { allContracts, type Contract, eventContract } from '@orderflow/events'
import { type GoldenEvent, goldenFolder } from '@orderflow/events/golden'
import { encodeEvent } from '@orderflow/messaging/events'
import { bridge, services } from '../lib/services.ts'
import { sourceOf } from './sample.ts'

const recordedAt = '2026-01-15T10:30:00.000Z'

/** The topics that have no golden event yet. */
export function missingGolden(): string[] {
  return allContracts.map(({ topic }) => topic).filter(topic => !existsSync(fileOf(topic)))
}

/**
 * Records an event of each version that has no golden event yet, and names their topics. What is there is never
 * written again: it is how the event was published when its version was new.
 */
export async function recordGolden(): Promise<string[]> {
  const topics = missingGolden()
  await mkdir(goldenFolder, { recursive: true })
  for (const contract of allContracts.filter(({ topic }) => topics.includes(topic))) {
    await writeFile(fileOf(contract.topic), `${JSON.stringify(record(contract), null, 2)}\n`)
  }
  return topics
}

const fileOf = (topic: string) => fileURLToPath(new URL(`${topic}.json`, goldenFolder))

/** The schema's example as the event of a subject of its own, with the metadata that a service gives it. */
function record({ type, topic, key, schema }: Contract): GoldenEvent {
  const [example] = (schema as { examples: readonly Readonly<Record<string, unknown>>[] }).examples
  const data = { ...example, [key]: key === 'orderId' ? idFor(`order of ${topic}`) : example?.[key] }
  const source = sourceOf(
    [...services, bridge].find(({ publishes }) => type in publishes)?.name ?? 'none-yet',
  )
  const cause = {
    id: idFor(`cause of ${topic}`),
    type: 'Example',
    data: {},
    at: recordedAt,
    correlationId: idFor(`correlation of ${topic}`),
    initiator: 'customer',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  }
  const message = encodeEvent(
    eventContract(topic),
    { type, sequence: 1, data },
    { id: idFor(topic), source, cause },
  )
  return { topic, key: String(message.key), headers: message.headers, value: String(message.value) }
}

/** A UUIDv7 of the moment of recording, always the same for the same purpose. */
function idFor(purpose: string): string {
  const time = Date.parse(recordedAt).toString(16).padStart(12, '0')
  const hash = createHash('sha256').update(purpose).digest('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}
