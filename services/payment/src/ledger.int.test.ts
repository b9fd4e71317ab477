import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { migrate } from '@orderflow/service-kit'
import { adminUrl } from '@orderflow/test-servers'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBalances } from './balances.ts'
import { approved, openLedger, reserved, ways } from './ledger.fixture.ts'
import { checkLedger } from './ledger-check.ts'
import { checkSnapshot, rebuildBalances } from './ledger-rebuild.ts'

type Opened = Awaited<ReturnType<typeof openLedger>>

let ledger: Opened
let admin: pg.Client

async function superuser({ database }: Opened) {
  const url = new URL(await adminUrl())
  url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return client
}

/** Orders of every way, in batches that mix them, in two currencies. */
async function fill({ apply }: Opened, rounds = 3) {
  for (let round = 0; round < rounds; round++) {
    const all = ways.map((way, n) => way(`o-${round}-${n}`, 100 + n, n % 3 === 0 ? 'USD' : 'EUR'))
    for (let step = 0; step < 4; step++) await apply(...all.flatMap(inputs => inputs[step] ?? []))
  }
}

/** Changes the database past all that guards it. */
const tamper = async (sql: string) => {
  await admin.query(`
    ALTER TABLE ledger DISABLE TRIGGER append_only;
    ${sql};
    ALTER TABLE ledger ENABLE ALWAYS TRIGGER append_only`)
}

beforeAll(async () => {
  ledger = await openLedger()
  admin = await superuser(ledger)
  await fill(ledger)
})
afterAll(async () => {
  await admin?.end()
  await ledger?.close()
})

describe('the balances', () => {
  it('are what the entries come to, in whatever pages they are read', async () => {
    const report = await checkSnapshot(admin)
    expect(report).toMatchObject({ payments: 30, entries: 81, streamFlaws: [], balanceFlaws: [] })
    expect(report.live).toEqual(report.rebuilt)
    for (const pageSize of [1, 2, 7]) expect(await checkLedger(admin, pageSize)).toEqual(report)
  })

  it('hold what is open, and nothing of what is over', async () => {
    const held = (await readBalances(ledger.pool)).map(({ account, currency, balance }) => [
      `${account} ${currency}`,
      Number(balance) / 3,
    ])
    expect(Object.fromEntries(held)).toEqual({
      'customer_receivable EUR': 105,
      'customer_receivable USD': 100,
      'gateway_clearing EUR': 101 + 107,
      'gateway_clearing USD': 103,
      'refunds_payable EUR': -107,
      'refunds_payable USD': -103,
      'sales EUR': -(101 + 105),
      'sales USD': -100,
    })
  })

  it('cannot be brought out of balance, whatever is written', async () => {
    await expect(
      ledger.pool.query(`INSERT INTO account_flows VALUES ('sales', 'sales', 'EUR', 1)`),
    ).rejects.toMatchObject({ code: '23514' })
    await expect(ledger.pool.query('UPDATE account_flows SET amount = NULL')).rejects.toMatchObject({
      code: '23502',
    })
    await tamper(`UPDATE account_flows SET amount = amount + 7 WHERE debit = 'sales'`)
    const sums = `SELECT currency FROM balances GROUP BY currency HAVING sum(balance) <> 0`
    expect((await admin.query(sums)).rows).toEqual([])
    await tamper(`UPDATE account_flows SET amount = amount - 7 WHERE debit = 'sales'`)
  })
})

describe('what the check finds', () => {
  it.each([
    [
      'a balance that is off',
      `UPDATE account_flows SET amount = amount + 1 WHERE credit = 'sales' AND currency = 'EUR'`,
      `UPDATE account_flows SET amount = amount - 1 WHERE credit = 'sales' AND currency = 'EUR'`,
      {
        balanceFlaws: [
          {
            subject: 'customer_receivable from sales EUR',
            detail: expect.stringMatching(/^is \d+, by the streams \d+$/),
          },
        ],
      },
    ],
    [
      'a missing entry',
      `CREATE TABLE kept AS SELECT * FROM ledger WHERE order_id = 'o-0-4' AND version = 3; DELETE FROM ledger WHERE order_id = 'o-0-4' AND version = 3`,
      'INSERT INTO ledger SELECT * FROM kept; DROP TABLE kept',
      {
        streamFlaws: [
          {
            subject: 'o-0-4',
            detail: expect.stringContaining('Refunded cannot follow in the payment of order'),
          },
        ],
      },
    ],
    [
      'a gap in a stream',
      `UPDATE ledger SET version = 5 WHERE order_id = 'o-0-4' AND version = 4`,
      `UPDATE ledger SET version = 4 WHERE order_id = 'o-0-4' AND version = 5`,
      {
        streamFlaws: [{ subject: 'o-0-4', detail: 'entry 4 is missing, or is there twice: 5 follows' }],
      },
    ],
    [
      "another order's entry",
      `UPDATE ledger SET entry = entry || '{"orderId": "o-x"}' WHERE order_id = 'o-0-1' AND version = 2`,
      `UPDATE ledger SET entry = entry || '{"orderId": "o-0-1"}' WHERE order_id = 'o-0-1' AND version = 2`,
      {
        streamFlaws: [{ subject: 'o-0-1', detail: 'entry 2 is a Captured, but says Captured of order o-x' }],
      },
    ],
  ])('%s', async (_, fault, repair, expected) => {
    await tamper(fault)
    try {
      expect(await checkSnapshot(admin)).toMatchObject(expected)
    } finally {
      await tamper(repair)
    }
    expect(await checkSnapshot(admin)).toMatchObject({ streamFlaws: [], balanceFlaws: [] })
  })
})

describe('a rebuild', () => {
  it('corrects what is off, as the application, and changes nothing the second time', async () => {
    const sound = await readBalances(ledger.pool)
    await tamper(`
      DELETE FROM account_flows WHERE debit = 'gateway_clearing' AND currency = 'USD';
      UPDATE account_flows SET amount = amount + 77 WHERE credit = 'refunds_payable';
      INSERT INTO account_flows VALUES ('sales', 'refunds_payable', 'JPY', 3)`)
    const client = await ledger.pool.connect()
    try {
      const { added } = await rebuildBalances(client)
      expect(added).toMatchObject([
        { debit: 'gateway_clearing', credit: 'customer_receivable', currency: 'USD', amount: 309n },
        { debit: 'sales', credit: 'refunds_payable', currency: 'EUR', amount: -77n },
        { debit: 'sales', credit: 'refunds_payable', currency: 'JPY', amount: -3n },
        { debit: 'sales', credit: 'refunds_payable', currency: 'USD', amount: -77n },
      ])
      expect(await checkSnapshot(client)).toMatchObject({ balanceFlaws: [] })
      expect((await readBalances(client)).filter(({ currency }) => currency !== 'JPY')).toEqual(sound)
      expect((await rebuildBalances(client)).added).toEqual([])
    } finally {
      client.release()
    }
  })

  it('goes on beside payments and beside another rebuild', async () => {
    await tamper('UPDATE account_flows SET amount = amount + 1000')
    const paying = Array.from({ length: 40 }, (_, n) =>
      ledger.apply(reserved(`p-${n}`)).then(() => ledger.apply(approved(`p-${n}`))),
    )
    const clients = await Promise.all([ledger.pool.connect(), ledger.pool.connect()])
    try {
      await Promise.all([...paying, ...clients.map(rebuildBalances)])
    } finally {
      for (const client of clients) client.release()
    }
    expect(await checkSnapshot(admin)).toMatchObject({ streamFlaws: [], balanceFlaws: [] })
  })

  it('refuses where a stream itself is unsound', async () => {
    const broken = await openLedger()
    try {
      await broken.apply(reserved('o-1'))
      await broken.pool.query(
        `INSERT INTO ledger SELECT order_id, 2, 'Refunded', entry || '{"type": "Refunded"}' FROM ledger`,
      )
      const client = await broken.pool.connect()
      await expect(rebuildBalances(client)).rejects.toMatchObject({ code: 'LEDGER_FLAWED' })
      client.release()
    } finally {
      await broken.close()
    }
  })
})

it('of two batches that decide on one payment at once, one gets through and the other sees it', async () => {
  const orderId = 'race'
  await ledger.apply(reserved(orderId))
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => ledger.apply(approved(orderId))))
  const refused = results.filter(result => result.status === 'rejected')
  for (const { reason } of refused) expect(reason).toMatchObject({ code: '23505' })
  const { rows } = await admin.query('SELECT type FROM ledger WHERE order_id = $1 ORDER BY version', [
    orderId,
  ])
  expect(rows.map(({ type }) => type)).toEqual(['CaptureRequested', 'Captured'])
  expect(await checkSnapshot(admin)).toMatchObject({ streamFlaws: [], balanceFlaws: [] })
})

it('a ledger from before the balances gets them with the migration', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'payment-'))
  const all = fileURLToPath(new URL('../', import.meta.url))
  const migrations = join(folder, 'migrations')
  try {
    await cp(join(all, 'package.json'), join(folder, 'package.json'))
    for (const file of ['0001_ledger.sql', '0002_cancellation.sql']) {
      await cp(join(all, 'migrations', file), join(migrations, file))
    }
    const old = await openLedger(pathToFileURL(`${migrations}/`))
    const client = await superuser(old)
    try {
      const { rows } = await admin.query('SELECT order_id, version, type, entry FROM ledger')
      await client.query('INSERT INTO ledger SELECT * FROM jsonb_populate_recordset(NULL::ledger, $1)', [
        JSON.stringify(rows),
      ])
      await cp(join(all, 'migrations', '0003_balances.sql'), join(migrations, '0003_balances.sql'))
      await migrate({ url: old.ownerUrl, directories: [migrations], logger: pino({ level: 'silent' }) })
      const report = await checkSnapshot(client)
      expect(report).toMatchObject({ entries: rows.length, streamFlaws: [], balanceFlaws: [] })
      await expect(old.pool.query('DELETE FROM ledger')).rejects.toMatchObject({ code: '42501' })
    } finally {
      await client.end()
      await old.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})
