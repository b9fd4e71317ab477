import type { Mutant } from './mutant.ts'

const unsent = 'packages/messaging/src/outbox/unsent.ts'
const shards = 'packages/messaging/src/outbox/shards.ts'
const changeShards = 'packages/messaging/src/set-up/change-shards.ts'
const publisher = 'packages/messaging/src/relay/publisher.ts'
const relay = 'packages/messaging/src/relay/relay.ts'
const kafka = 'packages/messaging/src/kafka/kafkajs/kafkajs.ts'
const producer = 'packages/messaging/src/kafka/kafkajs/producer.ts'
const acknowledged = 'packages/messaging/src/kafka/acknowledged.ts'

/** Bugs in how the outbox is published. */
export const relayMutants: readonly Mutant[] = [
  {
    name: 'watermark-relay',
    about: 'the relay reads what is past the last row that it has sent',
    rule: 'a row that commits late is published too',
    scenario: 'open-transaction',
    edits: [
      { file: unsent, replace: 'const maxPacks = ', by: "let last = '0'\nconst maxPacks = " },
      {
        file: unsent,
        replace: '    ...(share.shards === 1 ? ofOne : ofSeveral).unsent,',
        by: `    text: ofOne.unsent.text.replace('FROM outbox_packs AS p', 'FROM outbox_packs AS p WHERE seq > ' + last)
      .replaceAll('WHERE true AND', 'WHERE seq > ' + last + ' AND'),`,
      },
      {
        file: unsent,
        replace: '  const isAll = ',
        by: '  last = (messages.at(-1) as OutboxRow).seq\n  const isAll = ',
      },
    ],
  },
  {
    name: 'deleted-unsent',
    about: 'the relay deletes what it has read, whatever came of the send',
    rule: 'a row is deleted only when the broker has acknowledged it',
    scenario: 'kafka-down',
    edits: [
      {
        file: relay,
        replace: 'deleting = deleteSent(client, unsent, sent)',
        by: 'deleting = deleteSent(client, unsent, unsent.messages)',
      },
    ],
  },
  {
    name: 'outage-is-refusal',
    about: 'any failed send counts as a refusal of its rows, and their keys are quarantined',
    rule: 'a broker that is away is waited for',
    scenario: 'kafka-down',
    edits: [
      {
        file: publisher,
        replace: 'const refusal = kafka.refusalOf(error)',
        by: 'const refusal = refusalOfCode(-1)',
      },
    ],
  },
  {
    name: 'tutorial-producer',
    about: 'kafkajs tries again by itself, and a send that resolves counts as stored',
    rule: 'a record is safe when the metadata of its own send name its partition',
    scenario: 'leader-moves',
    edits: [
      { file: producer, replace: 'retry: { retries: 0 }', by: 'retry: { retries: 5 }' },
      {
        file: acknowledged,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
        replace: 'records.filter(record => acknowledged.has(`${record.topic}/${record.partition}`))',
        by: 'records',
      },
    ],
  },
  {
    name: 'skip-locked-relay',
    about: "each replica's relay takes the oldest rows that no other has locked",
    rule: 'rows of one key are published in order',
    scenario: 'freezes',
    edits: [
      {
        file: unsent,
        replace: `SELECT p.*, sum(count) OVER (ORDER BY seq) - count AS before,
      sum(octet_length(messages)) OVER (ORDER BY seq) - octet_length(messages) AS bytes_before
    \${oldest} ORDER BY seq LIMIT \${maxPacks})`,
        by: 'SELECT *, 0 AS before, 0 AS bytes_before FROM outbox_packs ORDER BY seq LIMIT 5 FOR UPDATE SKIP LOCKED)',
      },
      {
        file: shards,
        replace: "if (await ask('pg_try_advisory_lock', locks.ofShard(shard))) own.push(shard)",
        by: 'own.push(shard)',
      },
      {
        file: relay,
        replace:
          'const [unsent] = await Promise.all([readUnsent(client, options.batchMax, blocked, share), deleting])',
        by: `await deleting
        await client.query('BEGIN')
        const unsent = await readUnsent(client, options.batchMax, blocked, share)`,
      },
      {
        file: relay,
        replace: 'if (unsent.messages.length === 0) {',
        by: "if (unsent.messages.length === 0) {\n          await client.query('COMMIT')",
      },
      {
        file: relay,
        replace: 'deleting = deleteSent(client, unsent, sent)',
        by: "deleting = deleteSent(client, unsent, sent).then(async () => void (await client.query('COMMIT')))",
      },
    ],
  },
  {
    name: 'key-ignored',
    about: 'a record goes to any partition',
    rule: 'records of one key keep their order',
    scenario: 'poison',
    edits: [
      {
        file: kafka,
        replace: '    partitionOf,\n',
        by: '    partitionOf: (_, count) => Math.floor(Math.random() * count),\n',
      },
    ],
  },
  {
    name: 'shards-forgotten',
    about: 'what waits keeps its shard when the outbox is divided anew',
    rule: 'each message is in a shard that a relay owns',
    scenario: 'relay-shards',
    edits: [
      {
        file: changeShards,
        replace: "      await client.query('SELECT outbox_unpack(ARRAY(SELECT seq FROM outbox_packs))')\n",
        by: '',
      },
    ],
  },
]
