import { randomBytes } from 'node:crypto'
import { adminUrl } from '@orderflow/test-servers'
import { pino } from 'pino'
import { beforeAll, expect, it } from 'vitest'
import { type ProvisionedDatabase, setUpDatabase } from '../set-up/index.ts'
import { query } from '../testing/database.ts'
import { createPool } from './pool.ts'

const logger = pino({ level: 'silent' })
const database = `powers_${randomBytes(5).toString('hex')}`
let admin: string
let urls: ProvisionedDatabase

beforeAll(async () => {
  admin = await adminUrl()
  urls = await setUpDatabase({ adminUrl: admin, database, logger })
})

/** What a pool that refuses powers says to a first and a second statement of this role. */
async function answers(url: string) {
  const pool = createPool({ url, applicationName: 'test', logger, refusesPowers: true })
  try {
    const ask = () => pool.query('SELECT 1').then(() => 'answered', String)
    return [await ask(), await ask()]
  } finally {
    await pool.end()
  }
}

const inDatabase = (url: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href

it('serves a role that has what it was given, and nothing else', async () => {
  expect(await answers(urls.appUrl)).toEqual(['answered', 'answered'])
})

it('refuses the owner of the tables, a superuser, and who may make roles, with a sentence', async () => {
  await query(admin, `CREATE ROLE ${database}_maker LOGIN CREATEROLE PASSWORD 'secret'`)
  await query(admin, `GRANT CONNECT ON DATABASE ${database} TO ${database}_maker`)
  const maker = Object.assign(new URL(inDatabase(admin)), {
    username: `${database}_maker`,
    password: 'secret',
  })
  for (const [url, power] of [
    [urls.ownerUrl, `${database}_owner owns the tables, or may become their owner: a service runs as`],
    [inDatabase(admin), 'is a superuser'],
    [maker.href, 'may make roles \\(CREATEROLE\\): a service runs as'],
  ] as const)
    expect(await answers(url)).toEqual(Array(2).fill(expect.stringMatching(power)))
})
