import { usable } from './servers.mjs'

const { test } = await import(process.env.VITEST ? 'vitest' : 'node:test')

test('a run has servers for all of its files', async () => {
  const { KAFKA_BROKERS, POSTGRES_URL } = process.env
  await usable({ brokers: KAFKA_BROKERS.split(','), postgresUrl: POSTGRES_URL })
})
