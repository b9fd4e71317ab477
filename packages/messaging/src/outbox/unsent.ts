import type { Tx } from '../types/statement.ts'
import type { OutboxRow } from './outbox.ts'
import { rowsOf, type StoredPack } from './pack.ts'
import type { Share } from './shards.ts'

/** What the relay leaves alone: topics that are blocked, and whether any key is. */
export interface Blocked {
  readonly topics: readonly string[]
  readonly anyKey: boolean
}

/** The oldest messages that may be sent. */
export interface Unsent {
  /** In order. */
  readonly messages: readonly OutboxRow[]
  /** Those of them that are rows. */
  readonly rows: readonly OutboxRow[]
  /** The packs that the others are in: all of each. */
  readonly packs: readonly string[]
  /** Whether more of them wait already. */
  readonly isFull: boolean
}

/** What the relay reads of a row. */
export const columns = 'seq, topic, key, value, headers, raw'
const maxPacks = 100
/** As much as one send takes: what is read is in memory twice, while the next is read a second time. */
const maxBytes = 8_000_000
const bytesOfRow = 'coalesce(octet_length(value), 0)'

/** What is read where there is one shard, and where there are several, of which `$2` are the reader's and `$3` is how many there are. */
const statements = (isSharded: boolean) => {
  const oldest = isSharded
    ? `FROM unnest($2::smallint[]) AS own (shard) CROSS JOIN LATERAL (
        SELECT * FROM outbox_packs WHERE shards > 1 AND shard = own.shard ORDER BY seq LIMIT ${maxPacks}) AS p`
    : 'FROM outbox_packs AS p'
  /** The oldest packs that have so many messages together, or `maxBytes`, or one. `octet_length` unpacks nothing. */
  const packs = (what: string) => `SELECT ${what} FROM (
    SELECT p.*, sum(count) OVER (ORDER BY seq) - count AS before,
      sum(octet_length(messages)) OVER (ORDER BY seq) - octet_length(messages) AS bytes_before
    ${oldest} ORDER BY seq LIMIT ${maxPacks}) AS packs WHERE before < $1 AND bytes_before < ${maxBytes}`
  const ofShard = isSharded ? 'outbox_shard(key, $3) = ANY ($2::smallint[])' : 'true'
  /** The same of rows. */
  const rows = (where = 'true') => `SELECT ${columns} FROM (
    SELECT ${columns}, sum(${bytesOfRow}) OVER (ORDER BY seq) - ${bytesOfRow} AS bytes_before
    FROM outbox_rows o WHERE ${ofShard} AND ${where} ORDER BY seq LIMIT $1) AS rows WHERE bytes_before < ${maxBytes} ORDER BY seq`
  const held = isSharded ? '$4' : '$2'
  return {
    unsent: {
      name: isSharded ? 'outbox-unsent-of-shards' : 'outbox-unsent',
      text: `(SELECT ${columns}, NULL::integer AS count, NULL::jsonb AS topics, NULL AS messages FROM (${rows()}) AS rows)
        UNION ALL (${packs('seq, NULL, NULL, NULL, NULL, NULL, count, topics, messages')} ORDER BY seq)`,
    },
    unpackOldest: {
      name: isSharded ? 'outbox-unpack-oldest-of-shards' : 'outbox-unpack-oldest',
      text: `SELECT outbox_unpack(ARRAY(${packs('seq')})) AS unpacked`,
    },
    unsentOfFreeKeys: {
      name: isSharded ? 'outbox-unsent-free-of-shards' : 'outbox-unsent-free',
      text: rows(`topic <> ALL (${held}) AND seq < ${belowPacks(isSharded ? 'shard = ANY ($2)' : 'true')}
        AND NOT EXISTS (SELECT FROM outbox_quarantine q WHERE q.topic = o.topic AND q.key = coalesce(o.key, ''))`),
    },
  }
}

/** What a row's number is below if no message in a pack comes before it. */
export const belowPacks = (which: string) =>
  `coalesce((SELECT min(seq) FROM outbox_packs WHERE ${which}), 9223372036854775807)`

const ofOne = statements(false)
const ofSeveral = statements(true)

/**
 * Reads the oldest messages that may be sent. Never by `seq > last`: transactions commit out of order, and such a relay skips the
 * late ones for good. Rows and packs are read by one statement, so that of a key nothing is seen without what was committed before.
 *
 * While anything is blocked, packs become rows first: those of blocked topics and keys are left out where they lie, however many
 * they are, and cost nothing until they are free.
 *
 * @param limit about how many, more by a pack at most
 * @param share of which shards
 */
export async function readUnsent(tx: Tx, limit: number, blocked: Blocked, share: Share): Promise<Unsent> {
  if (blocked.anyKey || blocked.topics.length > 0) return await readFree(tx, limit, blocked.topics, share)
  const { rows } = await tx.query<OutboxRow | StoredPack>({
    ...(share.shards === 1 ? ofOne : ofSeveral).unsent,
    values: [limit, ...valuesOf(share)],
  })
  const packs = rows.filter(isPack)
  const single = rows.filter((row): row is OutboxRow => !isPack(row))
  const areAllPacks =
    packs.length < maxPacks &&
    sumOf(packs, ({ count }) => count) < limit &&
    sumOf(packs, ({ messages }) => Buffer.byteLength(messages)) < maxBytes
  if (single.length === 0) return unsentIn(packs, [], !areAllPacks)
  // Behind the last of the ones may come more of them, and before what is left of the others.
  const ends = [...(areAllPacks ? [] : packs.slice(-1)), ...(isCut(single, limit) ? single.slice(-1) : [])]
  const end = Math.min(...ends.map(({ seq }) => Number(seq)))
  const isBefore = ({ seq }: { readonly seq: string }) => Number(seq) <= end
  return unsentIn(packs.filter(isBefore), single.filter(isBefore), ends.length > 0)
}

/** Whether there may be more rows than were read. */
const isCut = (rows: readonly OutboxRow[], limit: number) =>
  rows.length >= limit || sumOf(rows, ({ value }) => value?.length ?? 0) >= maxBytes

const sumOf = <Of>(all: readonly Of[], figure: (each: Of) => number) =>
  all.reduce((sum, each) => sum + figure(each), 0)

const isPack = (row: OutboxRow | StoredPack): row is StoredPack => 'messages' in row && row.messages !== null

function unsentIn(packs: readonly StoredPack[], rows: readonly OutboxRow[], isFull: boolean): Unsent {
  const packed = packs.flatMap(rowsOf)
  const messages =
    rows.length === 0 ? packed : [...packed, ...rows].sort((a, b) => Number(a.seq) - Number(b.seq))
  return { messages, rows, packs: packs.map(({ seq }) => seq), isFull }
}

const valuesOf = ({ own, shards }: Share): unknown[] => (shards === 1 ? [] : [own, shards])

async function readFree(tx: Tx, limit: number, topics: readonly string[], share: Share): Promise<Unsent> {
  const { unpackOldest, unsentOfFreeKeys } = share.shards === 1 ? ofOne : ofSeveral
  for (;;) {
    const [packs, { rows }] = await Promise.all([
      tx.query<{ unpacked: number }>({
        ...unpackOldest,
        values: [limit, ...valuesOf(share).slice(0, 1)],
      }),
      tx.query<OutboxRow>({ ...unsentOfFreeKeys, values: [limit, ...valuesOf(share), [...topics]] }),
    ])
    // What was unpacked may all be blocked, and what follows may not.
    if (rows.length > 0 || packs.rows[0]?.unpacked === 0)
      return { messages: rows, rows, packs: [], isFull: isCut(rows, limit) }
  }
}

/**
 * Deletes those of the messages that were sent: whose partition the broker has acknowledged. If some were not, packs become
 * rows before. Should the connection end between the statements, what is left in the outbox is sent again.
 */
export async function deleteSent(
  tx: Tx,
  { messages, packs, rows }: Pick<Unsent, 'messages' | 'packs' | 'rows'>,
  sent: readonly OutboxRow[],
): Promise<void> {
  if (sent.length === 0) return
  const isAll = sent.length === messages.length
  const ofPacks = {
    name: isAll ? 'outbox-delete' : 'outbox-unpack',
    text: isAll ? deletePacks : unpack,
    values: [packs],
  }
  await Promise.all([packs.length > 0 && tx.query(ofPacks), deleteRows(tx, isAll ? rows : sent)])
}

const deletePacks = 'DELETE FROM outbox_packs WHERE seq = ANY ($1::bigint[])'
const unpack = 'SELECT outbox_unpack($1::bigint[])'

/** Deletes exactly these rows. */
export async function deleteRows(tx: Tx, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query({
    name: 'outbox-delete-rows',
    text: 'DELETE FROM outbox_rows WHERE seq = ANY ($1::bigint[])',
    values: [rows.map(row => row.seq)],
  })
}
