import assert from 'node:assert/strict'
import kafkajs from 'kafkajs'
import pg from 'pg'

/** That both serve. */
export async function usable({ brokers, postgresUrl }) {
  const client = new pg.Client(postgresUrl)
  await client.connect()
  const { rows } = await client.query('SELECT 1 AS n')
  await client.end()
  assert.deepEqual(rows, [{ n: 1 }])
  const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin()
  await admin.connect()
  assert.ok(await admin.createTopics({ topics: [{ topic: `t-${process.pid}` }] }))
  await admin.disconnect()
}
