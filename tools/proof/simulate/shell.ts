import { createHash } from 'node:crypto'
import { decideBatch, type Delivery as RealDelivery, type Service } from '@orderflow/messaging/batch'
import type { CommandKey } from '@orderflow/messaging/command-keys'
import { toDelivery } from '@orderflow/messaging/consumer'
import type { Tx } from '@orderflow/messaging/database'
import type { Input } from '@orderflow/messaging/decider'
import { encodeEvent } from '@orderflow/messaging/events'
import type { Delivery, SimulatedService, Tables } from './simulator/index.ts'

/** A simulated id as the UUID that goes over the wire. */
function uuidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex')
  return [8, 4, 4, 4, 12]
    .map((length, i, all) => {
      const from = all.slice(0, i).reduce((sum, n) => sum + n, 0)
      return hex.slice(from, from + length)
    })
    .join('-')
}

/** What a service takes in: a record as it lies on a topic, or what did not come from one. */
export type Taken =
  | { readonly input: Input; readonly key?: CommandKey | undefined }
  | { readonly record: ReturnType<typeof encodeEvent> }

/** What was taken in the simulation, as it goes over the wire. */
export function overTheWire({ message, input, key }: Delivery, service: SimulatedService): Taken {
  if (message === undefined) return { input, key }
  const contract = service.contracts.consumed(message.topic)
  if (contract === undefined) throw new Error(`${service.name} does not read ${message.topic}.`)
  const { type, data, sequence, correlationId, initiator, headers } = message
  const cause = { ...input, correlationId, initiator, id: uuidOf('cause') }
  const context = { id: uuidOf(message.id), source: '/simulated', cause, copyOf: headers.ce_copyof }
  return { record: encodeEvent(contract, { type, data, sequence }, context) }
}

/** The same as the consumer's own code reads it. */
function deliveryOf(taken: Taken, { contracts }: SimulatedService): RealDelivery {
  if (!('record' in taken)) return { id: taken.input.id, ...taken }
  const { record } = taken
  const bytes = { key: Buffer.from(record.key ?? ''), value: Buffer.from(String(record.value)) }
  return toDelivery({ ...record, ...bytes, partition: 0, offset: '0', timestamp: '0' }, contracts)
}

/** The real shell of a service, on the twin's tables and a database that knows a few statements. */
export function realShell(service: SimulatedService, tables: Tables) {
  const inbox = new Set<string>()
  const kept: Record<string, unknown>[] = []
  const sent: { topic: string; key: string; data: unknown; sequence: string; copyOf: string | undefined }[] =
    []
  let ids = 0
  let at = ''
  const tx: Tx = {
    async query<Row>({ name, values = [] }: { name?: string; values?: unknown[] }) {
      if (name === 'inbox-keep-new') {
        const fresh = (values[1] as string[]).filter(id => !inbox.has(id))
        for (const id of fresh) inbox.add(id)
        return { rows: fresh.map(event_id => ({ event_id })) as Row[], rowCount: fresh.length }
      }
      if (name === 'command-keys-find') return { rows: kept as Row[], rowCount: kept.length }
      if (name === 'command-keys-keep') {
        const [keys = [], callers = [], commands = [], fingerprints = [], replies = []] = values as string[][]
        for (const [i, key] of keys.entries()) {
          const reply: unknown = JSON.parse(replies[i] ?? '')
          kept.push({ key, caller: callers[i], command: commands[i], fingerprint: fingerprints[i], reply })
        }
        return { rows: [], rowCount: keys.length }
      }
      if (name === 'inbox-mark-late') return { rows: [], rowCount: 0 }
      if (name !== 'outbox-append') throw new Error(`${name} is no statement of a batch.`)
      const [, , count, topics, messages] = values as [number, number, number, string, string]
      const common: { topic: string; headers: Record<string, string> }[] = JSON.parse(topics)
      for (const [of, key, data, own] of JSON.parse(messages)) {
        const { topic, headers } = common[of] as (typeof common)[number]
        const { ce_sequence: sequence = '', ce_copyof: copyOf } = { ...headers, ...own }
        sent.push({ topic, key: key ?? '', data: JSON.parse(data), sequence, copyOf })
      }
      return { rows: [], rowCount: count }
    },
  }
  const { twin } = service
  const real: Service<never> = {
    name: service.name,
    decide: service.decide,
    contracts: service.contracts,
    store: {
      load: async (_, inputs) => twin.load(tables, inputs) as never,
      save(world) {
        twin.save(tables, world)
        return []
      },
      ...(twin.conclude && { conclude: twin.conclude }),
    },
    now: () => new Date(at),
    newId: () => uuidOf(`${service.name} ${ids++}`),
  }
  return {
    tables,
    async process(taken: readonly Taken[], time: string) {
      at = time
      sent.length = 0
      const deliveries = taken.map(each => deliveryOf(each, service))
      const { outcomes, writes } = await decideBatch(tx, real, deliveries)
      for (const statement of writes) await tx.query(statement)
      return { outcomes, sent: [...sent] }
    },
  }
}
