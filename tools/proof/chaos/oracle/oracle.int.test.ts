import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseName } from '@orderflow/audit/databases'
import { createWorld, refill, type World } from '@orderflow/audit/testing'
import { type LedgerEntry, openLedger } from '@orderflow/load'
import { adminUrl } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judge } from './oracle.ts'
import type { TopicRecord } from './read-topics.ts'

/** The sound world of the audit with its orders' events and ledger: in each test, one thing in it is wrong. */
let world: World
let folder: string
beforeAll(async () => {
  world = await createWorld(await adminUrl())
  folder = await mkdtemp(join(tmpdir(), 'oracle-'))
})
afterAll(async () => {
  await world?.drop()
  await rm(folder, { recursive: true })
})

const eventsOf = {
  'o-1': ['stock.reserved', 'payment.captured', 'shipment.dispatched', 'order.completed'],
  'o-2': ['stock.rejected', 'order.rejected'],
  'o-3': ['stock.reserved', 'payment.declined', 'stock.released', 'order.rejected'],
  'o-4': [
    'stock.reserved',
    'payment.captured',
    'shipment.failed',
    'stock.released',
    'payment.refunded',
    'order.cancelled',
  ],
  'o-c1': ['shipment.cancelled', 'order.cancelled'],
  'o-c2': [
    'stock.reserved',
    'payment.captured',
    'shipment.cancelled',
    'stock.released',
    'payment.refunded',
    'order.cancelled',
  ],
}

const event = (topic: string, key: string, id = `${topic} ${key}`): TopicRecord => {
  return { topic, partition: 0, offset: '0', key, value: null, headers: { ce_id: id, ce_sequence: '1' } }
}
/** What the topic says of a product's stock: its state after so many changes. */
const adjusted = (productId: string, version: number, available: number, sold: number): TopicRecord => ({
  ...event('inventory.adjusted.v1', productId),
  value: Buffer.from(JSON.stringify({ available, reserved: 0, sold })),
  headers: { ce_id: `${productId} ${version} ${available}`, ce_sequence: String(version) },
})
const soundEvents = [
  ...Object.entries(eventsOf).flatMap(([key, types]) =>
    ['order.created', ...types].map(type => event(`${type}.v1`, key)),
  ),
  adjusted('prod-1', 3, 9_999_998, 2),
  adjusted('prod-3', 3, 10_000_007, 0),
]

const entry = (orderId: string, customerId: string, productId: string, quantity: number): LedgerEntry => {
  return {
    orderId,
    idempotencyKey: `key-${orderId}`,
    request: { customerId, items: [{ productId, quantity }] },
  }
}
const soundLedger = [
  entry('o-1', 'c-1', 'prod-1', 2),
  entry('o-2', 'c-2', 'prod-scarce', 6),
  entry('o-3', 'declined-1', 'prod-2', 1),
  entry('o-4', 'undeliverable-1', 'prod-2', 1),
  entry('o-c1', 'c-1', 'prod-2', 1),
  entry('o-c2', 'c-1', 'prod-2', 1),
]

async function verdict(wrong: {
  readonly ledger?: readonly LedgerEntry[]
  readonly records?: readonly TopicRecord[]
  readonly databases?: Record<DatabaseName, string>
}) {
  const { ledger = soundLedger, records = soundEvents, databases = world.names } = wrong
  const ledgerFile = join(folder, `${Math.random()}.jsonl`)
  const book = await openLedger(ledgerFile)
  for (const one of ledger) void book.append(one)
  await book.close()
  return await judge({
    postgresUrl: world.postgresUrl,
    databases,
    kafka: { brokers: [] },
    ledgerFile,
    readRecords: async onRecord => records.forEach(onRecord),
  })
}

const without = (topic: string, key: string) =>
  soundEvents.filter(record => record.topic !== topic || record.key !== key)

describe('judge', () => {
  it('finds nothing in a sound world, however often its records were sent', async () => {
    expect(await verdict({ records: [...soundEvents, ...soundEvents] })).toMatchObject({
      acknowledged: 6,
      duplicates: soundEvents.length,
      lost: 0,
      doubled: 0,
      violations: 0,
      findings: [],
    })
  })

  it('finds an order that was answered 202 and does not exist', async () => {
    const found = await verdict({ ledger: [...soundLedger, entry('o-9', 'c-1', 'prod-1', 1)] })
    expect(found).toMatchObject({ lost: 1, doubled: 0, violations: 1 })
    expect(found.findings[0]).toBe('lost: o-9: was answered 202 and does not exist')
  })

  it('finds an order that is not what was asked for, and one that has another key', async () => {
    const ledger = [
      entry('o-1', 'c-1', 'prod-1', 3),
      { ...(soundLedger[1] as LedgerEntry), idempotencyKey: 'key-other' },
    ]
    expect((await verdict({ ledger })).findings).toEqual([
      expect.stringContaining('o-1: is not what was asked for'),
      expect.stringContaining('o-2: has the key key-o-2, not key-other'),
    ])
  })

  it('finds an event that was lost on its way', async () => {
    for (const [topic, key] of [
      ['order.created.v1', 'o-2'],
      ['payment.captured.v1', 'o-1'],
      ['stock.released.v1', 'o-3'],
      ['order.cancelled.v1', 'o-c1'],
    ] as const) {
      expect(await verdict({ records: without(topic, key) })).toMatchObject({ lost: 1, doubled: 0 })
    }
  })

  it('finds a capture that happened twice: on the topics, and in the ledger', async () => {
    const onTopic = await verdict({
      records: [...soundEvents, event('payment.captured.v1', 'o-1', 'another')],
    })
    expect(onTopic).toMatchObject({ lost: 0, doubled: 1 })

    const databases = await world.changed(
      'payments',
      `INSERT INTO ledger VALUES ('o-1', 3, 'Captured', '{"type": "Captured", "orderId": "o-1"}'); ${refill}`,
    )
    const inLedger = await verdict({ databases })
    expect(inLedger.findings).toContain('doubled: o-1: was captured 2 times')
    expect(inLedger.violations).toBeGreaterThan(0)
  })

  it('finds an order of saga 2 that is told in a version of saga 1, or is not cleared', async () => {
    const databases = await world.changed('orders', "UPDATE orders SET saga = 2 WHERE order_id = 'o-1'")
    const others = soundEvents.filter(({ topic, key }) => key !== 'o-1' || !/created|reserved/.test(topic))
    const told = ['order.created.v3', 'stock.reserved.v2', 'order.cleared.v1'].map(topic =>
      event(topic, 'o-1'),
    )
    expect(await verdict({ databases })).toMatchObject({ lost: 3, doubled: 2, violations: 1 })
    expect(await verdict({ databases, records: [...others, ...told] })).toMatchObject({ lost: 0, doubled: 0 })
    expect(await verdict({ records: [...soundEvents, event('order.cleared.v1', 'o-1')] })).toMatchObject({
      lost: 0,
      doubled: 1,
    })
  })

  it('finds an event whose effect was rolled back, and an order that nobody asked for', async () => {
    const unfounded = await verdict({ records: [...soundEvents, event('shipment.dispatched.v1', 'o-3')] })
    expect(unfounded).toMatchObject({ lost: 0, doubled: 1 })

    const databases = await world.changed('orders', "DELETE FROM command_keys WHERE key = 'key-o-2'")
    expect((await verdict({ databases })).findings).toContain('doubled: o-2: an order without a request')

    const announced = await verdict({ records: [...soundEvents, event('order.created.v1', 'o-9')] })
    expect(announced.findings).toEqual(['doubled: o-9: was announced and is in no database'])
  })

  it('finds a stock that its topic does not end with', async () => {
    const databases = await world.changed(
      'inventory',
      "UPDATE products SET version = 4 WHERE product_id = 'prod-1'",
    )
    const ending = (available: number) => [...soundEvents, adjusted('prod-1', 4, available, 2)]
    expect(await verdict({ databases })).toMatchObject({ lost: 1 })
    expect(await verdict({ databases, records: ending(1) })).toMatchObject({ lost: 1 })
    expect(await verdict({ databases, records: ending(9_999_998) })).toMatchObject({ lost: 0 })
  })
})
