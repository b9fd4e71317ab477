import { createHash } from 'node:crypto'
import { decideBatch, type Delivery as RealDelivery, type Service } from '@orderflow/messaging/batch'
import { toDelivery } from '@orderflow/messaging/consumer'
import type { Tx } from '@orderflow/messaging/database'
import { encodeEvent } from '@orderflow/messaging/events'
import { expect, it } from 'vitest'
import {
  type Delivery,
  emptyTally,
  type Message,
  recordSchedule,
  runSchedule,
  type ServiceState,
  type Tables,
} from './simulator/index.ts'
import { system } from './system/index.ts'

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

/** Over the wire and back: encoded, and decoded by the consumer's own code. */
function overTheWire({ message, input, key: commandKey }: Delivery, { service }: ServiceState): RealDelivery {
  if (message === undefined) return { id: input.id, input, key: commandKey }
  const contract = service.contracts.consumed(message.topic)
  if (contract === undefined) throw new Error(`${service.name} does not read ${message.topic}.`)
  const { type, data, sequence, correlationId, initiator, headers } = message
  const cause = { ...input, correlationId, initiator, id: uuidOf('cause') }
  const context = { id: uuidOf(message.id), source: '/simulated', cause, copyOf: headers.ce_copyof }
  const encoded = encodeEvent(contract, { type, data, sequence }, context)
  const key = Buffer.from(encoded.key ?? '')
  const value = Buffer.from(String(encoded.value))
  return toDelivery({ ...encoded, key, value, partition: 0, offset: '0', timestamp: '0' }, service.contracts)
}

/** The real shell of a service, on the twin's tables and a database that knows a few statements. */
function realShell({ service }: ServiceState, tables: Tables) {
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
    async process(deliveries: readonly RealDelivery[], time: string) {
      at = time
      sent.length = 0
      const { outcomes, writes } = await decideBatch(tx, real, deliveries)
      for (const statement of writes) await tx.query(statement)
      return { outcomes, sent: [...sent] }
    },
  }
}

const asSent = ({ topic, key, data, sequence, headers }: Message) => {
  return {
    topic,
    key,
    data: JSON.parse(JSON.stringify(data)),
    sequence: String(sequence),
    copyOf: headers.ce_copyof,
  }
}

/** Rows without the ids of their causes, which are UUIDs on the wire. */
const comparable = (tables: Tables) =>
  Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [
      name,
      [...rows].map(([key, row]) => [key, Array.isArray(row) ? row : { ...row, causeId: '' }]),
    ]),
  )

it('does in every batch what decideBatch does with the same records over the wire', async () => {
  let batches = 0
  for (let number = 0; number < 200; number++) {
    const tally = emptyTally()
    const commits: {
      state: ServiceState
      taken: readonly Delivery[]
      messages: readonly Message[]
      at: string
    }[] = []
    const onCommit = (
      state: ServiceState,
      taken: readonly Delivery[],
      messages: readonly Message[],
      at: string,
    ) => {
      commits.push({ state, taken, messages: [...messages], at })
    }
    expect(runSchedule(system, { seed: 4, number }, { tally, onCommit })).toBeUndefined()
    if (tally.forgottenInboxes > 0) continue // the real inbox does not forget
    if (tally.deadLetters > 0) continue // nothing throws here, so the real shell would make none

    const { scenario } = recordSchedule(system, { seed: 4, number }).schedule
    const shells = new Map<ServiceState, ReturnType<typeof realShell>>()
    for (const { state, taken, messages, at } of commits) {
      const shell = shells.get(state) ?? realShell(state, state.service.twin.create(scenario))
      shells.set(state, shell)
      const { outcomes, sent } = await shell.process(
        taken.map(delivery => overTheWire(delivery, state)),
        at,
      )
      expect(outcomes.map(({ status }) => status)).not.toContain('dead-lettered')
      expect(sent).toEqual(messages.map(asSent))
      batches++
    }
    for (const [state, { tables }] of shells) expect(comparable(tables)).toEqual(comparable(state.tables))
  }
  expect(batches).toBeGreaterThan(2_000)
}, 60_000)
