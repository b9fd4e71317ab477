import { fileURLToPath } from 'node:url'
import * as library from '@orderflow/event-contracts/golden'
import { allContracts, type Contract, eventContract } from '@orderflow/events'
import { type GoldenEvent, goldenFolder } from '@orderflow/events/golden'
import { encodeEvent } from '@orderflow/messaging/events'
import { bridge, services } from '../lib/services.ts'
import { sourceOf } from './sample.ts'

const { idFor, recordedAt } = library
const folder = fileURLToPath(goldenFolder)

/** The topics that have no golden event yet. */
export const missingGolden = (): string[] =>
  library.missingGolden(allContracts, folder).map(({ topic }) => topic)

/** Records an event of each version that has no golden event yet, and names their topics. */
export const recordGolden = (): Promise<string[]> => library.recordGolden(allContracts, folder, encode)

/** The schema's example as the event of a subject of its own, with the metadata that a service gives it. */
function encode({ type, topic, key }: Contract, example: unknown): GoldenEvent {
  const data = { ...(example as object), ...(key === 'orderId' && { [key]: idFor(`order of ${topic}`) }) }
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
