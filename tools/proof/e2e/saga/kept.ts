import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Collector } from '@orderflow/test-servers/collector'
import { kafkaOf } from '../../../dev/lib/endpoints.ts'
import { services } from '../../../dev/lib/services.ts'
import { readTopics } from '../../chaos/oracle/read-topics.ts'
import { query, type Shop } from '../shop.ts'

/** Something that a system has kept or shown, and where. */
export interface Kept {
  readonly where: string
  readonly bytes: Buffer
}

/**
 * All that a system has kept and shows: every row of every table but `customers`, every sample that PostgreSQL has of any, every record of every topic, unpacked, every log,
 * metrics, and what a collector was sent.
 */
export async function everythingKept({
  shop,
  collector,
}: {
  readonly shop: Shop
  readonly collector: Collector
}): Promise<readonly Kept[]> {
  const parts = await Promise.all([
    ...services.map(({ database }) => rowsOf(shop, database)),
    records(shop),
    logs(shop),
    metrics(shop),
  ])
  const told = collector.received.map(bytes => ({ where: 'OTLP', bytes }))
  return [...parts.flat(), ...told]
}

/**
 * Where a text stands, in clear, within a path or a query, as bytes in hexadecimal, or in Base64 from its beginning: each place once,
 * with what is around it there.
 */
export function placesOf(text: string, kept: readonly Kept[]): ReadonlyMap<string, string> {
  const plain = Buffer.from(text)
  const forms = [text, encodeURIComponent(text), plain.toString('hex'), plain.toString('base64').slice(0, -4)]
  const places = new Map<string, string>()
  for (const { where, bytes } of kept) {
    const at = Math.max(...forms.map(form => bytes.indexOf(form)))
    if (at >= 0 && !places.has(where))
      places.set(where, bytes.toString('utf8', Math.max(0, at - 200), at + 200))
  }
  return places
}

async function rowsOf(shop: Shop, database: string): Promise<Kept[]> {
  const tables = await query<{ name: string }>(
    shop,
    database,
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind IN ('r', 'm') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'`,
  )
  const rows = tables
    .filter(({ name }) => name !== 'customers')
    .map(async ({ name }) => {
      const found = await query<{ row: string }>(shop, database, `SELECT t::text AS row FROM ${name} t`)
      return { where: `${database}.${name}`, bytes: Buffer.from(found.map(({ row }) => row).join('\n')) }
    })
  return [...(await Promise.all(rows)), await samplesOf(shop, database)]
}

/** Of columns' values, for the planner. */
async function samplesOf(shop: Shop, database: string): Promise<Kept> {
  await query(shop, database, 'ANALYZE')
  const samples = await query<{ row: string }>(shop, database, 'SELECT s::text AS row FROM pg_stats s')
  return {
    where: `pg_stats of ${database}`,
    bytes: Buffer.from(samples.map(({ row }) => row).join('\n')),
  }
}

async function records(shop: Shop): Promise<Kept[]> {
  const kept: Kept[] = []
  await readTopics(
    kafkaOf(shop.endpoints()),
    topic => !topic.startsWith('__'),
    ({ topic, key, value, headers }) =>
      kept.push({
        where: `topic ${topic}`,
        bytes: Buffer.concat([Buffer.from(`${key} ${JSON.stringify(headers)} `), value ?? Buffer.of()]),
      }),
  )
  return kept
}

async function logs({ dataDir }: Shop): Promise<Kept[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && entry.name.endsWith('.log'))
  return await Promise.all(
    files.map(async ({ parentPath, name }) => ({
      where: name,
      bytes: await readFile(join(parentPath, name)),
    })),
  )
}

async function metrics({ addresses }: Shop): Promise<Kept[]> {
  return await Promise.all(
    Object.entries(addresses).map(async ([service, address]) => ({
      where: `/metrics of ${service}`,
      bytes: Buffer.from(await (await fetch(`${address}/metrics`)).text()),
    })),
  )
}
