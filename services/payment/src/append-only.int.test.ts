import { randomBytes } from 'node:crypto'
import { setUpDatabase } from '@orderflow/service-kit'
import { adminUrl } from '@orderflow/test-servers'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const logger = pino({ level: 'silent' })
const migrations = new URL('../migrations/', import.meta.url)
const database = `ledger_${randomBytes(4).toString('hex')}`

let app: pg.Client
let owner: pg.Client

async function setUp() {
  return await setUpDatabase({ adminUrl: await adminUrl(), database, migrations, logger })
}
async function connect(connectionString: string) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

beforeAll(async () => {
  const { appUrl, ownerUrl } = await setUp()
  await setUp() // as every start does: rights that a migration took must not come back
  app = await connect(appUrl)
  owner = await connect(ownerUrl)
})
afterAll(() => Promise.all([app?.end(), owner?.end()]))

const append = (client: pg.Client, orderId: string, version: number) =>
  client.query(
    `INSERT INTO ledger (order_id, version, type, entry) VALUES ($1, $2, 'CaptureRequested', '{"amount": {}}')`,
    [orderId, version],
  )
const entriesOf = async (orderId: string) =>
  (await owner.query('SELECT version, entry FROM ledger WHERE order_id = $1', [orderId])).rows

const changes = [
  `UPDATE ledger SET entry = '{}'`,
  'DELETE FROM ledger',
  'TRUNCATE ledger',
  `INSERT INTO ledger (order_id, version, type, entry) VALUES ('o-1', 1, 'Voided', '{}')
   ON CONFLICT (order_id, version) DO UPDATE SET entry = excluded.entry`,
  'MERGE INTO ledger USING (VALUES (1)) AS v (n) ON version = n WHEN MATCHED THEN DELETE',
]

describe('the ledger', () => {
  beforeAll(() => append(app, 'o-1', 1))

  it.each(changes)("refuses the application's role: %s", async change => {
    await expect(app.query(change)).rejects.toMatchObject({
      code: '42501',
      message: 'permission denied for table ledger',
    })
    expect(await entriesOf('o-1')).toEqual([{ version: 1, entry: { amount: {} } }])
  })

  it.each(changes)('refuses its owner, with a sentence: %s', async change => {
    await expect(owner.query(change)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringMatching(/^(UPDATE|DELETE|TRUNCATE) on "ledger" is refused: it is append-only/),
    })
    expect(await entriesOf('o-1')).toEqual([{ version: 1, entry: { amount: {} } }])
  })

  it("keeps the application's role from lifting that, or becoming the owner", async () => {
    for (const attempt of [
      'ALTER TABLE ledger DISABLE TRIGGER append_only',
      'DROP TRIGGER append_only ON ledger',
      'GRANT UPDATE ON ledger TO CURRENT_USER',
      `SET ROLE ${database}_owner`,
      `SET session_replication_role = 'replica'`,
    ]) {
      const rights = () =>
        owner.query(
          `SELECT has_table_privilege('${database}_app', 'ledger', 'UPDATE, DELETE, TRUNCATE') AS any`,
        )
      await app.query(attempt).catch(error => expect(error).toMatchObject({ code: '42501' }))
      expect((await rights()).rows).toEqual([{ any: false }])
    }
  })

  it('lets one of two writers of the same version through, the other when the first gives up', async () => {
    const { appUrl } = await setUp()
    const [first, second] = await Promise.all([connect(appUrl), connect(appUrl)])
    try {
      const race = async (end: 'COMMIT' | 'ROLLBACK', orderId: string) => {
        await first.query('BEGIN')
        await append(first, orderId, 1)
        const other = append(second, orderId, 1).then(
          () => 'through',
          error => error.code,
        )
        await first.query(end)
        return await other
      }
      expect(await race('COMMIT', 'o-2')).toBe('23505')
      expect(await race('ROLLBACK', 'o-3')).toBe('through')
      expect([await entriesOf('o-2'), await entriesOf('o-3')]).toMatchObject([
        [{ version: 1 }],
        [{ version: 1 }],
      ])
    } finally {
      await Promise.all([first.end(), second.end()])
    }
  })
})
