import { rights } from '@orderflow/order/consumers'
import { createLogger, setUpDatabase } from '@orderflow/service-kit'
import { adminUrl } from '@orderflow/test-servers'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { store } from '../../../services/order/src/store.ts'
import { erase } from './erase.ts'
import { receipt } from './receipt.ts'

const database = `erase_${crypto.randomUUID().slice(0, 8)}`
const clients: pg.Client[] = []
let app: pg.Client
let other: pg.Client
let operator: pg.Client

async function connect(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name })
  clients.push(client)
  await client.connect()
  return client
}

beforeAll(async () => {
  const admin = await adminUrl()
  const migrations = new URL('../../../services/order/migrations/', import.meta.url)
  const logger = createLogger({ service: 'test', level: 'fatal' })
  const { appUrl } = await setUpDatabase({ adminUrl: admin, database, migrations, rights, logger })
  const url = new URL(admin)
  url.pathname = `/${database}`
  app = await connect(appUrl, 'order-1')
  other = await connect(appUrl, 'order-2')
  operator = await connect(url.href, 'erase')
})
afterAll(() => Promise.all(clients.map(client => client.end())))

const newCustomer = async (customerId = `ada.${crypto.randomUUID()}@example.com`) => {
  await app.query('INSERT INTO customers (customer_id, pseudonym) VALUES ($1, $2)', [
    customerId,
    `p-${crypto.randomUUID()}`,
  ])
  return customerId
}

/** What a batch of the service looks up, within the transaction of this client. */
const lookUp = async (client: pg.Client, customerId: string) => {
  const { customers } = await store.load(client, [{ type: 'PlaceOrder', data: { customerId } } as never])
  return customers.get(customerId)?.pseudonym
}

const order = (client: pg.Client, customerId: string, status = 'PENDING') =>
  client.query(
    `INSERT INTO orders (order_id, customer_id, items, currency, status, correlation_id, version, deadline_at, created_at, updated_at)
     VALUES ($1, $2, '[]', 'EUR', $3, 'c', 1, now(), now(), now())`,
    [crypto.randomUUID(), customerId, status],
  )

test('who reads all of it, as pg_dump does, is not in the way, and orders go on', async () => {
  const [customerId, another] = [await newCustomer(), await newCustomer()]
  await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM customers')
  expect(await erase(operator, customerId, 'ada')).toMatchObject({ orders: 0, untidied: undefined })
  expect(await lookUp(app, customerId)).toBeUndefined()
  expect(await lookUp(app, another)).toBeDefined()
  await other.query('COMMIT')
})

test('an order that is about to be committed is waited for, in a sentence, while orders go on', async () => {
  const [customerId, another] = [await newCustomer(), await newCustomer()]
  await other.query('BEGIN')
  await order(other, (await lookUp(other, customerId)) as string)
  const refused = expect(erase(operator, customerId, 'ada')).rejects.toMatchObject({
    code: 'ERASE_BUSY',
    message: expect.stringMatching(/hold the customer's row: order-2 \(process \d+, since /),
  })
  for (const each of [another, customerId, another, customerId]) expect(await lookUp(app, each)).toBeDefined()
  await refused
  await other.query('COMMIT')
  await expect(erase(operator, customerId, 'ada')).rejects.toMatchObject({ code: 'ERASE_OPEN_ORDERS' })
})

test('a batch that looks the customer up meanwhile waits, and finds nobody', async () => {
  const customerId = await newCustomer()
  await operator.query('BEGIN')
  await operator.query('DELETE FROM customers WHERE customer_id = $1', [customerId])
  const found = lookUp(app, customerId)
  await operator.query('COMMIT')
  expect(await found).toBeUndefined()
})

test('PostgreSQL has no sample of an id', async () => {
  const customerId = await newCustomer()
  await operator.query('ANALYZE customers')
  await operator.query("INSERT INTO command_keys VALUES ('k', 'customer/' || $1, 'PlaceOrder', 'f', '{}')", [
    customerId,
  ])
  await operator.query('ANALYZE command_keys')
  const erasure = await erase(operator, customerId, 'ada')
  expect(erasure).toMatchObject({ keys: 1, untidied: undefined })
  expect(receipt(erasure, false).join('\n')).toContain('1 Idempotency-Key from before they were digests')
  for (const from of ['pg_stats s', 'command_keys s']) {
    const { rows } = await operator.query(`SELECT FROM ${from} WHERE s::text LIKE '%' || $1 || '%'`, [
      customerId,
    ])
    expect(rows).toEqual([])
  }
})

test('what fails after the commit is a line of the receipt', async () => {
  const customerId = await newCustomer()
  const second = await connect(new URL(`/${database}`, await adminUrl()).href, 'index')
  await second.query('BEGIN; LOCK TABLE customers IN SHARE UPDATE EXCLUSIVE MODE')
  const erasure = await erase(operator, customerId, 'ada')
  await second.query('ROLLBACK')
  expect(erasure.untidied).toContain('lock timeout')
  expect(receipt(erasure, true).join('\n')).toMatch(/run VACUUM customers[\s\S]*npm’s debug log/)
  expect(await lookUp(app, customerId)).toBeUndefined()
})

test('one order is one order', async () => {
  const customerId = `c-${crypto.randomUUID()}`
  await order(app, customerId, 'COMPLETED')
  await expect(erase(operator, customerId, 'ada')).rejects.toMatchObject({
    code: 'ERASE_BEFORE_PSEUDONYMS',
    message: expect.stringContaining('The only order of this customer is from before'),
  })
})
