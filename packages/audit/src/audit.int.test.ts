import { randomBytes } from 'node:crypto'
import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditOptions, audit } from './audit.ts'
import { createWorld, refill, type World, type WorldDatabase } from './testing/world.ts'

let world: World
type Owners = Omit<World['names'], 'reporting'>
const ownersOf = ({ reporting: _, ...owners }: World['names']): Owners => owners

beforeAll(async () => {
  world = await createWorld(await adminUrl())
})
afterAll(() => world?.drop())

const auditOf = (databases: Owners & { reporting?: string }, more: Partial<AuditOptions> = {}) =>
  audit({ postgresUrl: world.postgresUrl, databases, pageSize: 2, ...more })

const product = (id: string, change: string) => `UPDATE products SET ${change} WHERE product_id = '${id}'`
const withoutChecks = `
  ALTER TABLE products DROP CONSTRAINT products_available_check, DROP CONSTRAINT products_reserved_check,
    DROP CONSTRAINT products_sold_check;`
/** A customer's second key, which is said to have led to this order. */
const keyOf = (orderId: string) =>
  `INSERT INTO command_keys (key, caller, command, fingerprint, reply)
   VALUES ('key-9', 'customer/c-9', 'PlaceOrder', 'f', '{"orderId": "${orderId}"}')`
const open = (id: string, status = 'PENDING') =>
  `INSERT INTO orders VALUES ('${id}', 'c', '[]', '${status}', null, null, null, 'k', 1, now(), now());`

/** Each line breaks one thing: in which database, how, and the one violation it is to be. */
const breaks: readonly (readonly [
  what: string,
  database: WorldDatabase,
  statements: string,
  invariant: string,
  subject: string,
  detail: string,
])[] = [
  ['an order that is open', 'orders', open('o-5'), 'every-order-ended', 'o-5', 'is PENDING'],
  [
    'an order that waits for its cancellation',
    'orders',
    open('o-5', 'CANCEL_PENDING'),
    'every-order-ended',
    'o-5',
    'is CANCEL_PENDING',
  ],
  [
    'an order past its deadline',
    'orders',
    `${open('o-5', 'PAID')} UPDATE orders SET deadline_at = now() - interval '1 second' WHERE order_id = 'o-5'`,
    'every-order-ended',
    'o-5',
    'is PAID, past its deadline',
  ],
  [
    'a tombstone that holds stock',
    'inventory',
    `UPDATE reservations SET lines = '[{"productId": "prod-2", "quantity": 1}]' WHERE order_id = 'o-c1'`,
    'stock-adds-up',
    'o-c1',
    'is BARRED and holds [{"quantity": 1, "productId": "prod-2"}]',
  ],
  [
    'a piece that appears',
    'inventory',
    product('prod-1', 'available = available + 1'),
    'stock-adds-up',
    'prod-1',
    'initial 10000000, adjusted 0, but available 9999999, reserved 0, sold 2',
  ],
  [
    'an adjustment that is lost',
    'inventory',
    'DELETE FROM adjustments WHERE delta < 0',
    'stock-adds-up',
    'prod-3',
    'initial 10000000, adjusted 10, but available 10000007, reserved 0, sold 0',
  ],
  [
    'less than nothing available',
    'inventory',
    withoutChecks + product('prod-scarce', 'available = -1, sold = 6'),
    'stock-adds-up',
    'prod-scarce',
    'available -1, reserved 0, sold 6',
  ],
  [
    'a sold piece that no order bought',
    'inventory',
    product('prod-2', 'available = available - 1, sold = sold + 1'),
    'stock-adds-up',
    'prod-2',
    'available 9999999, reserved 0, sold 1, but the reservations hold 0 and have sold 0',
  ],
  [
    'a reserved piece that no order holds',
    'inventory',
    product('prod-2', 'available = available - 1, reserved = 1'),
    'stock-adds-up',
    'prod-2',
    'available 9999999, reserved 1, sold 0, but the reservations hold 0 and have sold 0',
  ],
  [
    'a sold product that the catalogue lacks',
    'inventory',
    `UPDATE reservations SET lines = lines || '[{"productId": "prod-x", "quantity": 3}]' WHERE order_id = 'o-1'`,
    'stock-adds-up',
    'prod-x',
    'is reserved 0 and sold 3 times, and unknown',
  ],
  [
    'a second capture',
    'payments',
    `INSERT INTO ledger SELECT order_id, 3, type, entry FROM ledger WHERE order_id = 'o-1' AND version = 2; ${refill}`,
    'money-adds-up',
    'o-1',
    'its ledger is CaptureRequested, Captured, Captured',
  ],
  [
    'a capture of what was not cleared',
    'orders',
    "UPDATE orders SET saga = 2 WHERE order_id = 'o-1'",
    'captured-as-cleared',
    'o-1',
    'goes by saga 2, and its capture was asked for without an OrderCleared',
  ],
  [
    'an order that was cleared, and has no check',
    'payments',
    `UPDATE ledger SET entry = entry || '{"clearedBy": "an event"}' WHERE order_id = 'o-1' AND version = 1`,
    'captured-as-cleared',
    'o-1',
    'goes by saga 1, and its capture was asked for by an OrderCleared',
  ],
  [
    'a gap in a ledger',
    'payments',
    `UPDATE ledger SET version = 5 WHERE order_id = 'o-4' AND version = 4; ${refill}`,
    'money-adds-up',
    'o-4',
    'its ledger has the versions 1, 2, 3, 5',
  ],
  [
    'a refund that did not happen',
    'payments',
    `DELETE FROM ledger WHERE order_id = 'o-4' AND version = 4; ${refill}`,
    'money-adds-up',
    'o-4',
    'is CANCELLED, captured 550, refunded 0',
  ],
  [
    'a payment that is lost',
    'payments',
    `DELETE FROM ledger WHERE order_id = 'o-1'; ${refill}`,
    'money-adds-up',
    'o-1',
    'is COMPLETED with a total of 1050 EUR, captured 0, refunded 0',
  ],
  [
    'an entry of another order',
    'payments',
    `UPDATE ledger SET entry = entry || '{"orderId": "o-4"}' WHERE order_id = 'o-3' AND version = 2`,
    'money-adds-up',
    'o-3',
    'entries of its ledger that name another order or type: 1',
  ],
  [
    'a late capture that is kept',
    'payments',
    `DELETE FROM ledger WHERE order_id = 'o-c2' AND version > 4; ${refill}`,
    'money-adds-up',
    'o-c2',
    'is CANCELLED, captured 550, refunded 0',
  ],
  [
    'a capture after a tombstone',
    'payments',
    `INSERT INTO ledger SELECT 'o-c1', 2, type, entry || '{"orderId": "o-c1"}' FROM ledger
     WHERE order_id = 'o-1' AND version = 1; ${refill}`,
    'money-adds-up',
    'o-c1',
    'its ledger is Voided, CaptureRequested',
  ],
  [
    'a capture that the gateway never answered',
    'payments',
    `DELETE FROM ledger WHERE order_id = 'o-3' AND version = 2; ${refill}`,
    'services-agree',
    'o-3',
    'is REJECTED: reservation RELEASED, payment PENDING, shipment none',
  ],
  [
    'a capture that is to be voided and never was',
    'payments',
    `DELETE FROM ledger WHERE order_id = 'o-c2' AND version > 2; ${refill}`,
    'services-agree',
    'o-c2',
    'is CANCELLED: reservation RELEASED, payment VOID_PENDING, shipment CANCELLED',
  ],
  [
    'a cancellation that inventory never heard of',
    'inventory',
    `DELETE FROM reservations WHERE order_id = 'o-c1'`,
    'services-agree',
    'o-c1',
    'is CANCELLED: reservation none, payment VOIDED, shipment CANCELLED',
  ],
  [
    'an order that completed in spite of its cancellation',
    'shipping',
    `UPDATE shipments SET status = 'DISPATCHED' WHERE order_id = 'o-c2'`,
    'completed-is-dispatched',
    'o-c2',
    'is CANCELLED with 1 dispatched shipments',
  ],
  [
    'accounts that do not sum to zero',
    'payments',
    `CREATE OR REPLACE VIEW balances AS
       SELECT account, currency, sum(debits) AS debits, sum(credits) AS credits,
         sum(debits) - sum(credits) + CASE account WHEN 'sales' THEN 1 ELSE 0 END AS balance
       FROM account_flows, LATERAL (VALUES (debit, amount, 0), (credit, 0, amount)) AS sides (account, debits, credits)
       GROUP BY account, currency`,
    'accounts-add-up',
    'EUR',
    'the accounts sum to 1, not to 0',
  ],
  [
    'another price',
    'orders',
    `UPDATE orders SET total_amount = 1049 WHERE order_id = 'o-1'`,
    'money-adds-up',
    'o-1',
    'is COMPLETED with a total of 1049 EUR, captured 1050, refunded 0 EUR',
  ],
  [
    'a shipment that is lost',
    'shipping',
    `DELETE FROM shipments WHERE order_id = 'o-1'`,
    'completed-is-dispatched',
    'o-1',
    'is COMPLETED with 0 dispatched shipments',
  ],
  [
    'a dispatch of a cancelled order',
    'shipping',
    `UPDATE shipments SET status = 'DISPATCHED' WHERE order_id = 'o-4'`,
    'completed-is-dispatched',
    'o-4',
    'is CANCELLED with 1 dispatched shipments',
  ],
  [
    'a second dispatch',
    'shipping',
    'ALTER TABLE shipments DROP CONSTRAINT shipments_pkey; INSERT INTO shipments SELECT * FROM shipments WHERE order_id = $$o-1$$',
    'completed-is-dispatched',
    'o-1',
    'is COMPLETED with 2 dispatched shipments',
  ],
  [
    'a key without its order',
    'orders',
    keyOf('o-9'),
    'one-order-per-key',
    'key-9',
    'its order o-9 does not exist',
  ],
  ['two keys of one order', 'orders', keyOf('o-1'), 'one-order-per-key', 'key-9', 'its order o-1 has 2 keys'],
  [
    'two orders of one key',
    'orders',
    `SELECT command_keys_open();
     UPDATE command_keys SET key = 'key-o-1', caller = 'customer/c-1', opened = DEFAULT WHERE key = 'key-o-2'`,
    'one-order-per-key',
    'key-o-1',
    'of customer/c-1 has 2 answers',
  ],
  [
    'a message that waits',
    'shipping',
    `INSERT INTO outbox (topic, key, headers, created_at) VALUES ('shipment.failed.v1', 'o-4', '{}', '2026-01-01 00:00:00Z')`,
    'nothing-left-behind',
    'shipment.failed.v1',
    '1 messages wait in the outbox since 2026-01-01 00:00:00+00',
  ],
  [
    'a key that is kept back',
    'inventory',
    `INSERT INTO outbox_quarantine VALUES ('stock.released.v1', 'o-4', 7, 'too large')`,
    'nothing-left-behind',
    'stock.released.v1',
    'the outbox keeps back key o-4: too large',
  ],
  [
    'a question to the gateway',
    'payments',
    `INSERT INTO gateway_requests (order_id, operation, customer_id, amount, currency, cause_id, correlation_id, initiator)
     VALUES ('o-4', 'refund', 'c', 550, 'EUR', gen_random_uuid(), 'k', 'saga')`,
    'nothing-left-behind',
    'o-4',
    'the gateway was asked 0 times for its refund',
  ],
  [
    'a refusal that is lost',
    'inventory',
    `DELETE FROM reservations WHERE order_id = 'o-2'`,
    'services-agree',
    'o-2',
    'is REJECTED: reservation none, payment none, shipment none',
  ],
  [
    'a release of refused stock',
    'inventory',
    `UPDATE reservations SET status = 'REFUSED' WHERE order_id = 'o-4'`,
    'services-agree',
    'o-4',
    'is CANCELLED: reservation REFUSED, payment REFUNDED, shipment FAILED',
  ],
  [
    'a failure that is lost',
    'shipping',
    `DELETE FROM shipments WHERE order_id = 'o-4'`,
    'services-agree',
    'o-4',
    'is CANCELLED: reservation RELEASED, payment REFUNDED, shipment none',
  ],
  [
    'an order that only inventory knows',
    'inventory',
    `INSERT INTO reservations VALUES ('o-0', 'REFUSED', '[]', 1)`,
    'services-agree',
    'o-0',
    'is unknown to the order service: reservation REFUSED, payment none, shipment none',
  ],
  [
    'an order that only payment knows',
    'payments',
    `INSERT INTO ledger SELECT 'o-9', version, type, entry || '{"orderId": "o-9"}' FROM ledger WHERE order_id = 'o-3'; ${refill}`,
    'services-agree',
    'o-9',
    'is unknown to the order service: reservation none, payment DECLINED, shipment none',
  ],
  [
    'an order that only shipping knows',
    'shipping',
    `INSERT INTO shipments VALUES ('o-2b', 'FAILED', null, null, 1)`,
    'services-agree',
    'o-2b',
    'is unknown to the order service: reservation none, payment none, shipment FAILED',
  ],
  [
    'an order that reporting never heard of',
    'reporting',
    `DELETE FROM orders WHERE order_id = 'o-2'`,
    'reporting-agrees',
    'o-2',
    'is REJECTED, and unknown to reporting',
  ],
  [
    'an order that only reporting knows',
    'reporting',
    `INSERT INTO orders (order_id, status, captured, refunded, dispatches, created_at, customer_id, items, correlation_id, updated_at)
     SELECT 'o-9', status, captured, refunded, dispatches, created_at, customer_id, items, correlation_id, updated_at
     FROM orders WHERE order_id = 'o-2'`,
    'reporting-agrees',
    'o-9',
    'is unknown, and REJECTED by reporting',
  ],
  [
    'an end that reporting never heard of',
    'reporting',
    `UPDATE orders SET status = 'PAID' WHERE order_id = 'o-1'`,
    'reporting-agrees',
    'o-1',
    'is COMPLETED, captured 1050, refunded 0, but PAID, captured 1050, refunded 0 by reporting',
  ],
  [
    'a refund that reporting counts twice',
    'reporting',
    `UPDATE orders SET refunded = 1100 WHERE order_id = 'o-4'`,
    'reporting-agrees',
    'o-4',
    'is CANCELLED, captured 550, refunded 550, but CANCELLED, captured 550, refunded 1100 by reporting',
  ],
  [
    'a sum that reporting lost',
    'reporting',
    'UPDATE revenue SET captured = 1600',
    'reporting-agrees',
    'captured EUR',
    'is 2150, but 1600 by reporting',
  ],
  [
    'an outcome that reporting counts twice',
    'reporting',
    `UPDATE outcomes SET n = 2 WHERE reason = 'CARD_DECLINED'`,
    'reporting-agrees',
    'orders REJECTED',
    'is 2, but 3 by reporting',
  ],
  [
    'stock that reporting has of before',
    'reporting',
    `UPDATE stock SET available = 9999999, sold = 1, version = 2 WHERE product_id = 'prod-1'`,
    'reporting-agrees',
    'product prod-1',
    'is available 9999998, reserved 0, sold 2, version 3, but available 9999999, reserved 0, sold 1, version 2 by reporting',
  ],
]

describe('audit', () => {
  it.each([1, 2, 5_000])('finds no violation in a sound world, %i orders at a time', async pageSize => {
    const report = await auditOf(world.names, { pageSize, acknowledged: ['o-1', 'o-4'] })
    expect(report).toMatchObject({ orders: 6, violations: [] })
    expect(report.invariants.map(({ checked }) => checked)).toEqual([8, 101, 6, 4, 6, 6, 6, 6, 6, 13])
    expect(report.checked).toBe(162)
  })

  it.each(breaks)('sees %s', async (_, database, statements, invariant, subject, detail) => {
    const databases = await world.changed(database, statements)
    // What breaks at its owner differs from what reporting was told, too: there it is another test's matter.
    const report = await auditOf(database === 'reporting' ? databases : ownersOf(databases))
    expect(report.violations).toEqual([{ invariant, subject, detail }])
    const broken = report.invariants.filter(({ violated }) => violated > 0)
    expect(broken).toMatchObject([{ name: invariant, violated: 1 }])
  })

  it('sees a balance that is not what the ledger says, in both accounts', async () => {
    const lost = `UPDATE account_flows SET amount = amount - 600 WHERE debit = 'gateway_clearing'`
    const { violations } = await auditOf(await world.changed('payments', lost))
    expect(violations.toSorted((a, b) => (a.subject < b.subject ? -1 : 1))).toEqual([
      {
        invariant: 'accounts-add-up',
        subject: 'customer_receivable EUR',
        detail: 'debits and credits are 2700 and 2100, by the ledger 2700 and 2700',
      },
      {
        invariant: 'accounts-add-up',
        subject: 'gateway_clearing EUR',
        detail: 'debits and credits are 1550 and 1100, by the ledger 2150 and 1100',
      },
    ])
  })

  it('misses an acknowledged order that does not exist', async () => {
    const report = await auditOf(world.names, { acknowledged: new Set(['o-1', 'o-7']) })
    expect(report.violations).toEqual([
      { invariant: 'every-order-ended', subject: 'o-7', detail: 'was answered 202 and does not exist' },
    ])
  })

  it('reports reserved pieces only when no order is open', async () => {
    const reserve = `
      ${product('prod-2', 'available = available - 1, reserved = 1')};
      INSERT INTO reservations VALUES ('o-5', 'RESERVED', '[{"productId": "prod-2", "quantity": 1}]', 1)`
    const { inventory } = await world.changed('inventory', reserve)
    const underWay = await auditOf({ ...(await world.changed('orders', open('o-5'))), inventory })
    expect(underWay.violations).toMatchObject([{ invariant: 'every-order-ended', subject: 'o-5' }])
    const alone = await auditOf({ ...world.names, inventory })
    expect(alone.violations).toMatchObject([
      { subject: 'prod-2', detail: 'available 9999999, reserved 1, sold 0, and no order is open' },
      { subject: 'o-5', invariant: 'services-agree' },
    ])
  })

  it('counts all violations and shows the first 20', async () => {
    const many = `INSERT INTO orders SELECT 'p-' || n, 'c', '[]', 'PENDING', null, null, null, 'k', 1, now(), now()
      FROM generate_series(1, 50) AS n`
    const report = await auditOf(await world.changed('orders', many), { pageSize: 7 })
    expect(report.orders).toBe(56)
    expect(report.violations).toHaveLength(20)
    expect(report.invariants[0]).toMatchObject({ checked: 56, violated: 50 })
  })

  it('skips, with a word, what is about reporting where there is none', async () => {
    const owners = ownersOf(world.names)
    for (const databases of [owners, { ...owners, reporting: 'not_there' }]) {
      const { violations, invariants } = await auditOf(databases)
      expect(violations).toEqual([])
      expect(invariants.at(-1)).toMatchObject({ name: 'reporting-agrees', skipped: 'there is no reporting' })
    }
  })

  it('orders ids by their bytes', async () => {
    const ids = "'Z', 'a', 'é', '\u{ff5e}', '\u{1f600}', 'o-10', 'O-1'"
    const some = `INSERT INTO orders SELECT id, 'c', '[]', 'REJECTED', 'UNKNOWN_PRODUCT', null, null, 'k', 1, now(), now()
      FROM unnest(ARRAY[${ids}]) AS id`
    const refused = `INSERT INTO reservations SELECT id, 'REFUSED', '[]', 1 FROM unnest(ARRAY[${ids}]) AS id`
    const databases = { ...(await world.changed('orders', some)), inventory: '' }
    databases.inventory = (await world.changed('inventory', refused)).inventory
    const report = await auditOf(ownersOf(databases), { pageSize: 1 })
    expect(report).toMatchObject({ orders: 13, violations: [] })
  })
})

describe('dead letters', () => {
  const topic = `order.created.v1.audit-${randomBytes(4).toString('hex')}.dlq`
  const only = { deadLetterTopics: new RegExp(`^${topic.replaceAll('.', '\\.')}$`) }

  it('are violations beyond what was poisoned on purpose', async () => {
    const brokers = kafkaBrokers()
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING })
    const [admin, producer] = [kafka.admin(), kafka.producer()]
    await Promise.all([admin.connect(), producer.connect()])
    try {
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 2 }] })
      // A topic is served a moment after it was created.
      const empty = () => auditOf(world.names, { kafka: { brokers }, ...only })
      await expect.poll(async () => (await empty()).violations).toEqual([])
      await producer.send({
        topic,
        messages: [
          { value: 'x', partition: 0 },
          { value: 'y', partition: 1 },
        ],
      })
      const report = await auditOf(world.names, { kafka: { brokers }, ...only, allowDeadLetters: 1 })
      expect(report.violations).toEqual([
        {
          invariant: 'nothing-left-behind',
          subject: topic,
          detail: 'holds 2 dead letters; 1 in all were expected at most',
        },
      ])
      const allowed = await auditOf(world.names, { kafka: { brokers }, ...only, allowDeadLetters: 2 })
      expect(allowed.violations).toEqual([])

      const redriven = await world.changed(
        'shipping',
        `INSERT INTO redrives VALUES ('${topic}', 0, 0, now(), 'X', null, 't', 1, 'ada'), ('${topic}', 1, 9, now(), 'X', null, 't', 1, 'ada')`,
      )
      const left = await auditOf(redriven, { kafka: { brokers }, ...only })
      expect(left.violations).toMatchObject([
        { subject: topic, detail: 'holds 1 dead letters; 0 in all were expected at most' },
      ])
      await admin.deleteTopics({ topics: [topic] })
    } finally {
      await Promise.all([admin.disconnect(), producer.disconnect()])
    }
  })
})
