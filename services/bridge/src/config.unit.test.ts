import { loadConfig } from '@orderflow/service-kit'
import { describe, expect, test } from 'vitest'
import { bridge } from './app.ts'
import { type Config, configSchema } from './config.ts'

const required = { DATABASE_URL: 'postgres://127.0.0.1/bridge', KAFKA_BROKERS: '127.0.0.1:9092' }
const load = (env: Readonly<Record<string, string>>) =>
  loadConfig(configSchema, { ...required, ...env }) as Config
const groups = async (env: Readonly<Record<string, string>>) =>
  await bridge(load(env)).watches?.(undefined as never)

test('each target reads as a group of its own what it is to get, in every version', async () => {
  expect(
    await groups({ TARGETS: 'rabbitmq,nats', RABBITMQ_EVENTS: 'OrderCreated', NATS_EVENTS: 'StockReserved' }),
  ).toEqual([
    { name: 'bridge-rabbitmq', topics: ['order.created.v3', 'order.created.v2', 'order.created.v1'] },
    { name: 'bridge-nats', topics: ['stock.reserved.v2', 'stock.reserved.v1'] },
  ])
})

test('what is named twice counts once', async () => {
  const twice = { TARGETS: 'nats,nats', NATS_EVENTS: 'StockReserved,StockReserved' }
  expect(await groups(twice)).toEqual([
    { name: 'bridge-nats', topics: ['stock.reserved.v2', 'stock.reserved.v1'] },
  ])
})

test('unless told, a target gets what the views of the other stacks need', () => {
  const { NATS_EVENTS } = load({ TARGETS: 'nats' })
  expect(NATS_EVENTS).toEqual(['OrderCreated', 'StockReserved', 'StockReleased', 'InventoryAdjusted'])
})

describe('what is wrong is said in a sentence that names what there is', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['no target', {}, /TARGETS is missing .*rabbitmq, eventbridge, nats/],
    ['an empty one', { TARGETS: '' }, /TARGETS is missing/],
    ['an unknown one', { TARGETS: 'nats,kafka' }, /TARGETS is "nats,kafka" .*rabbitmq, eventbridge, nats/],
    ['a comma too many', { TARGETS: 'nats,' }, /TARGETS is "nats,"/],
    [
      'an unknown event',
      { TARGETS: 'nats', NATS_EVENTS: 'OrderMade' },
      /NATS_EVENTS is "OrderMade" .*OrderCreated/,
    ],
    // It would come back from there for ever.
    [
      'an event of the other stacks',
      { TARGETS: 'nats', NATS_EVENTS: 'StockLow' },
      /NATS_EVENTS is "StockLow"/,
    ],
    ['another protocol', { TARGETS: 'nats', NATS_URL: 'http://x' }, /NATS_URL is set but/],
  ])('%s', (_, env, sentence) => {
    expect(() => load(env)).toThrow(sentence)
  })
})
