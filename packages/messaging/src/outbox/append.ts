import type { Statement } from '../types/statement.ts'
import type { OutboxMessage } from './outbox.ts'
import { type Pack, packs } from './pack.ts'
import { shardOf } from './shards.ts'

/**
 * What appends messages in the given order, in the transaction that decided them: as one text for each shard, or as rows if not all of
 * it is text. Topics with what has parts that are no text, as each dead letter has, are rows by themselves: the order of a key is one
 * within a topic. The rows of the aggregates must be locked before: then `seq` follows the order of the decisions within a key.
 *
 * @param shards how many shards the outbox is thought to have; if it has others by now, the database makes rows of what comes
 */
export function append(messages: readonly OutboxMessage[], shards = 1): Statement[] {
  const ofShards = shards === 1 ? [[0, messages] as const] : Map.groupBy(messages, shardIn(shards))
  return [...ofShards].flatMap(([shard, of]) => {
    const [text, rest] = apart(of)
    const packed = packs(text)?.map(pack => insertPack(pack, shard, shards)) ?? appendRows(text)
    return [...packed, ...appendRows(rest)]
  })
}

/** The messages that may be packed, and those of topics of which one may not. */
function apart(
  messages: readonly OutboxMessage[],
): readonly [readonly OutboxMessage[], readonly OutboxMessage[]] {
  if (!messages.some(({ raw }) => raw)) return [messages, []]
  const topics = new Set(messages.flatMap(({ topic, raw }) => (raw ? topic : [])))
  const inRows = ({ topic }: OutboxMessage) => topics.has(topic)
  return [messages.filter(message => !inRows(message)), messages.filter(inRows)]
}

const shardIn =
  (shards: number) =>
  ({ key }: OutboxMessage): number =>
    shardOf(key, shards)

const insertPack = ({ count, topics, messages }: Pack, shard: number, shards: number): Statement => ({
  name: 'outbox-append',
  text: 'INSERT INTO outbox_packs (shard, shards, count, topics, messages) VALUES ($1, $2, $3, $4, $5)',
  values: [shard, shards, count, topics, messages],
})

/** The same as a row for each message. */
export function appendRows(messages: readonly OutboxMessage[]): Statement[] {
  if (messages.length === 0) return []
  return [
    {
      name: 'outbox-append-rows',
      text: `INSERT INTO outbox (topic, key, value, headers, raw)
           SELECT topic, key, value, headers, raw FROM
             unnest($1::text[], $2::text[], $3::bytea[], $4::json[], $5::json[])
               WITH ORDINALITY AS m (topic, key, value, headers, raw, n)
           ORDER BY n`,
      values: [
        messages.map(message => message.topic),
        messages.map(message => message.key),
        messages.map(({ value }) => (typeof value === 'string' ? Buffer.from(value) : value)),
        messages.map(message => JSON.stringify(message.headers)),
        messages.map(({ raw = null }) => raw && JSON.stringify(raw)),
      ],
    },
  ]
}
