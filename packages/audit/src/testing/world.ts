import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { ledgerFlows } from '../accounts.ts'
import { type DatabaseName, databaseNames } from '../databases.ts'

/** The databases of a world, reporting's among them. */
export type WorldDatabase = DatabaseName | 'reporting'
const worldDatabases: readonly WorldDatabase[] = [...databaseNames, 'reporting']

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const serviceOf = {
  orders: 'order',
  inventory: 'inventory',
  payments: 'payment',
  shipping: 'shipping',
  reporting: 'reporting',
}

const at = "'2026-01-01T00:00:00Z'"
const entry = (orderId: string, version: number, type: string, more = '{}') =>
  `('${orderId}', ${version}, '${type}', '{"type": "${type}", "orderId": "${orderId}"}'::jsonb || '${more}'::jsonb)`
const asked = (amount: number) => `{"amount": {"amount": ${amount}, "currency": "EUR"}}`

/** Makes the projection anew, for a world in which only the ledger is to be broken. */
export const refill = `DELETE FROM account_flows; INSERT INTO account_flows ${ledgerFlows}`

/**
 * Four orders, one of each outcome, and two that were cancelled on the way, before anything was done and while
 * the gateway was asked, in the state in which their services leave them.
 */
const rows: Readonly<Record<WorldDatabase, string>> = {
  orders: `
    INSERT INTO orders VALUES
      ('o-1', 'c-1', '[{"productId": "prod-1", "quantity": 2}]', 'COMPLETED', null, 1050, 'EUR', 'k', 4, ${at}, ${at}),
      ('o-2', 'c-2', '[{"productId": "prod-scarce", "quantity": 6}]', 'REJECTED', 'OUT_OF_STOCK', null, null, 'k', 2, ${at}, ${at}),
      ('o-3', 'declined-1', '[{"productId": "prod-2", "quantity": 1}]', 'REJECTED', 'CARD_DECLINED', 550, 'EUR', 'k', 3, ${at}, ${at}),
      ('o-4', 'undeliverable-1', '[{"productId": "prod-2", "quantity": 1}]', 'CANCELLED', 'UNDELIVERABLE_ADDRESS', 550, 'EUR', 'k', 4, ${at}, ${at}),
      ('o-c1', 'c-1', '[{"productId": "prod-2", "quantity": 1}]', 'CANCELLED', 'CUSTOMER_REQUEST', null, null, 'k', 3, ${at}, ${at}),
      ('o-c2', 'c-1', '[{"productId": "prod-2", "quantity": 1}]', 'CANCELLED', 'DEADLINE_EXCEEDED', 550, 'EUR', 'k', 4, ${at}, ${at});
    INSERT INTO command_keys (key, caller, command, fingerprint, reply)
      SELECT 'key-' || order_id, 'customer/' || customer_id, 'PlaceOrder', 'f', json_build_object('orderId', order_id) FROM orders`,
  inventory: `
    INSERT INTO reservations VALUES
      ('o-1', 'SOLD', '[{"productId": "prod-1", "quantity": 2}]', 2),
      ('o-2', 'REFUSED', '[{"productId": "prod-scarce", "quantity": 6}]', 1),
      ('o-3', 'RELEASED', '[{"productId": "prod-2", "quantity": 1}]', 2),
      ('o-4', 'RELEASED', '[{"productId": "prod-2", "quantity": 1}]', 2),
      ('o-c1', 'BARRED', '[]', 1),
      ('o-c2', 'RELEASED', '[{"productId": "prod-2", "quantity": 1}]', 2);
    UPDATE products SET available = available - 2, sold = 2, version = 3 WHERE product_id = 'prod-1';
    INSERT INTO adjustments VALUES
      (gen_random_uuid(), 'prod-3', 10, 'delivered', ${at}), (gen_random_uuid(), 'prod-3', -3, 'broken', ${at});
    UPDATE products SET available = available + 7, version = 3 WHERE product_id = 'prod-3'`,
  payments: `
    INSERT INTO ledger VALUES
      ${entry('o-1', 1, 'CaptureRequested', asked(1050))}, ${entry('o-1', 2, 'Captured')},
      ${entry('o-3', 1, 'CaptureRequested', asked(550))}, ${entry('o-3', 2, 'Declined')},
      ${entry('o-4', 1, 'CaptureRequested', asked(550))}, ${entry('o-4', 2, 'Captured')},
      ${entry('o-4', 3, 'RefundRequested')}, ${entry('o-4', 4, 'Refunded')},
      ${entry('o-c1', 1, 'Voided')},
      ${entry('o-c2', 1, 'CaptureRequested', asked(550))}, ${entry('o-c2', 2, 'VoidRequested')},
      ${entry('o-c2', 3, 'Captured')}, ${entry('o-c2', 4, 'RefundRequested')}, ${entry('o-c2', 5, 'Refunded')};
    ${refill}`,
  shipping: `
    INSERT INTO shipments VALUES ('o-1', 'DISPATCHED', null, 'TRK-1', 1), ('o-4', 'FAILED', 'UNDELIVERABLE_ADDRESS', null, 1),
      ('o-c1', 'CANCELLED', 'CUSTOMER_REQUEST', null, 1), ('o-c2', 'CANCELLED', 'DEADLINE_EXCEEDED', null, 1)`,
  reporting: `
    INSERT INTO orders (order_id, customer_id, items, correlation_id, status, captured, refunded, dispatches, created_at, updated_at)
      VALUES ('o-1', 'c-1', '[]', 'k', 'COMPLETED', 1050, 0, 1, ${at}, ${at}),
        ('o-2', 'c-2', '[]', 'k', 'REJECTED', 0, 0, 0, ${at}, ${at}),
        ('o-3', 'declined-1', '[]', 'k', 'REJECTED', 0, 0, 0, ${at}, ${at}),
        ('o-4', 'undeliverable-1', '[]', 'k', 'CANCELLED', 550, 550, 0, ${at}, ${at}),
        ('o-c1', 'c-1', '[]', 'k', 'CANCELLED', 0, 0, 0, ${at}, ${at}),
        ('o-c2', 'c-1', '[]', 'k', 'CANCELLED', 550, 550, 0, ${at}, ${at});
    INSERT INTO outcomes VALUES ('OPEN', '', 0), ('COMPLETED', '', 1), ('REJECTED', 'OUT_OF_STOCK', 1),
      ('REJECTED', 'CARD_DECLINED', 1), ('CANCELLED', 'UNDELIVERABLE_ADDRESS', 1), ('CANCELLED', 'CUSTOMER_REQUEST', 1),
      ('CANCELLED', 'DEADLINE_EXCEEDED', 1);
    INSERT INTO revenue VALUES ('EUR', 2150, 1100);
    INSERT INTO event_counts VALUES ('PaymentCaptured', 3), ('PaymentRefunded', 2);
    INSERT INTO stock VALUES ('prod-1', 9999998, 0, 2, 3, ${at}), ('prod-3', 10000007, 0, 0, 3, ${at})`,
}

/** A server's databases for a test: a sound world to start from, and copies of it to break. */
export interface World {
  readonly names: Readonly<Record<WorldDatabase, string>>
  readonly postgresUrl: (database: string) => string
  run(database: string, statements: string): Promise<void>
  /** A world in which one database is a copy that the statements have changed. */
  changed(name: WorldDatabase, statements: string): Promise<Record<WorldDatabase, string>>
  drop(): Promise<void>
}

export async function createWorld(adminUrl: string): Promise<World> {
  const prefix = `audit_${randomBytes(4).toString('hex')}`
  const created: string[] = []
  const postgresUrl = (database: string) => {
    const url = new URL(adminUrl)
    url.pathname = `/${database}`
    return url.href
  }
  const run = async (database: string, ...statements: string[]) => {
    const client = new pg.Client({ connectionString: postgresUrl(database) })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
  const create = async (database: string, template = 'template0') => {
    // Its files are copied, which takes half of what it takes to log each page.
    await run('postgres', `CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY FILE_COPY`)
    created.push(database)
    return database
  }
  const names = Object.fromEntries(worldDatabases.map(name => [name, `${prefix}_${name}`])) as World['names']
  for (const name of worldDatabases) {
    await run(await create(names[name]), ...(await migrations(serviceOf[name])), rows[name])
  }
  return {
    names,
    postgresUrl,
    run,
    async changed(name, statements) {
      const copy = await create(`${prefix}_${created.length}`, names[name])
      // The world is broken past what guards it.
      if (name === 'payments') await run(copy, 'ALTER TABLE ledger DISABLE TRIGGER append_only')
      if (name === 'inventory') await run(copy, 'ALTER TABLE adjustments DISABLE TRIGGER append_only')
      await run(copy, statements)
      return { ...names, [name]: copy }
    },
    async drop() {
      for (const database of created) await run('postgres', `DROP DATABASE ${database} WITH (FORCE)`)
    },
  }
}

/** The statements that make a service's tables: the project's own files, in their order. */
async function migrations(service: string): Promise<string[]> {
  const folders = [`${root}packages/messaging/migrations`, `${root}services/${service}/migrations`]
  const files = await Promise.all(
    folders.map(async folder => (await readdir(folder)).sort().map(file => `${folder}/${file}`)),
  )
  return await Promise.all(files.flat().map(file => readFile(file, 'utf8')))
}
