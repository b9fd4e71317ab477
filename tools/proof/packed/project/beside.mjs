// A service beside what a project has: a database with an outbox of its own, and a pool. Prints what came of it.
import { startServers } from '@orderflow/embedded'
import { defineEvents } from '@orderflow/event-contracts'
import {
  createKafka,
  migrationsDirectory,
  setUpTopics,
  startService,
  storeOf,
  table,
} from '@orderflow/messaging'
import { migrate } from '@orderflow/messaging/set-up'
import pg from 'pg'
import { pino } from 'pino'

const servers = await startServers()
const { brokers, postgresUrl: url } = servers
const logger = pino({ level: 'silent' })
const id = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } }
const events = defineEvents('shop', { ItemListed: { topic: 'item.listed.v1', key: 'id', schema: id } })
const items = table('items', { id: 'text', listed: 'bigint' })
const decide = {
  List({ items }, { data: { id } }) {
    items.set({ id, listed: 0 })
    return { reply: 'listed', events: [{ type: 'ItemListed', sequence: 1, data: { id } }] }
  },
  ItemListed({ items }, { data: { id } }) {
    items.set({ id, listed: items.get(id).listed + 1 })
    return {}
  },
}

const pool = new pg.Pool({
  connectionString: url,
  options: '-c search_path=messages,public', // the schema of inbox and outbox first
  pipeline: true, // statements that do not wait for each other go out together
})
pool.on('error', () => {}) // an idle connection was lost; the pool makes another

await pool.query('CREATE TABLE public.outbox (mine text); CREATE SCHEMA messages')

await migrate({ url, directories: [migrationsDirectory], schema: 'messages', logger })
await pool.query(items.statements.create)
const kafka = createKafka({ clientId: 'shop', brokers, logger })
await setUpTopics(kafka, events.topics(), { shop: ['item.listed.v1'] })

const service = await startService(
  {
    name: 'shop',
    events,
    consumes: { ItemListed: 1 },
    publishes: { ItemListed: [1] },
    decide,
    store: storeOf({ items }),
  },
  { databaseUrl: url, kafka, pool, schema: 'messages', logger },
)

const submit = () => service.submit('List', { id: 'a' }, { key: 'k-1' })
const replies = [await submit(), await submit()]
let row
for (let tries = 0; tries < 500 && row?.listed !== 1; tries++) {
  await new Promise(wait => setTimeout(wait, 100))
  row = await items.find(pool, 'a')
}
const { rows: mine } = await pool.query('SELECT mine FROM public.outbox')
await service.stop()
await kafka.close()
await pool.end()
await servers.stop()
console.log(JSON.stringify({ replies, row, mine }))
