import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Message, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { type NatsServer, natsAvailable, startNats } from '@orderflow/test-servers/nats'
import { type RabbitMq, rabbitMqAvailable, startRabbitMq } from '@orderflow/test-servers/rabbitmq'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bridge } from './app.ts'
import { configSchema } from './config.ts'
import { onNats, onRabbitMq, type Stack } from './other-stacks.fixture.ts'
import type { Incoming } from './targets/port.ts'

/** What RabbitMQ takes; NATS takes 1 MiB. */
const maxMessageBytes = 200_000
const available = [rabbitMqAvailable(), natsAvailable()].every(Boolean)

describe.skipIf(!available)('the bridge to RabbitMQ and NATS', () => {
  let dataDir: string
  let rabbit: RabbitMq
  let nats: NatsServer
  let service: ServiceUnderTest
  let rabbitStack: Awaited<ReturnType<typeof onRabbitMq>>
  let natsStack: Stack

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderflow-bridge-'))
    const settings = { max_message_size: String(maxMessageBytes) }
    ;[rabbit, nats] = await Promise.all([
      startRabbitMq({ dataDir: join(dataDir, 'rabbitmq'), settings }),
      startNats({ dataDir: join(dataDir, 'nats') }),
    ])
    ;[rabbitStack, natsStack] = await Promise.all([onRabbitMq(rabbit.url), onNats(nats.url)])
    service = await startServiceUnderTest({
      define: bridge,
      schema: configSchema,
      migrations: new URL('../migrations/', import.meta.url),
      env: { TARGETS: 'rabbitmq,nats', RABBITMQ_URL: rabbit.url, NATS_URL: nats.url },
    })
  })
  afterAll(async () => {
    await service?.stop()
    await Promise.all([rabbitStack?.close(), natsStack?.close()])
    await Promise.all([rabbit?.stop(), nats?.stop()])
    await rm(dataDir, { recursive: true, force: true })
  })

  /** An event of an order, the first or a later one of its key. */
  const order = (orderId: string = crypto.randomUUID()) => service.message('OrderCreated', { orderId })
  /** As another stack writes it, spaces and all. */
  const stockLow = (
    value = '{ "productId": "prod-7", "available": 9, "threshold": 10.0, "noticedAt": "2026-01-15T10:30:01.500Z" }',
  ): Incoming => {
    const { partitionkey: _, ...attributes } = asEvent(service.message('StockLow', {})).attributes
    return { attributes, contentType: 'application/json', value: Buffer.from(value) }
  }
  const idOf = ({ headers }: Message) => headers.ce_id
  const of = (stack: readonly Incoming[], messages: readonly Message[]) =>
    stack.filter(({ attributes }) => messages.some(message => idOf(message) === attributes.id))
  const ids = (events: readonly Incoming[]) => new Set(events.map(({ attributes }) => attributes.id))
  const arriveAtNats = (messages: readonly Message[]) =>
    expect.poll(() => ids(of(natsStack.arrived, messages))).toEqual(new Set(messages.map(idOf)))
  const arriveAtRabbitMq = (messages: readonly Message[]) =>
    expect.poll(async () => ids(of(await rabbitStack.read(), messages))).toEqual(new Set(messages.map(idOf)))
  const arrive = (messages: readonly Message[]) =>
    Promise.all([arriveAtNats(messages), arriveAtRabbitMq(messages)])
  const metric = async (name: string) =>
    Number((await service.get('/metrics')).body.split(`${name} `)[1]?.split('\n')[0])

  test('an event arrives at both with its bytes and all its attributes', async () => {
    const value = Buffer.from(' {"n" : 9007199254740993, "m": 1.0, "text": "größe 😀"}\n')
    const messages = [order(), { ...order(), value }]
    await service.send(...messages)
    await arrive(messages)
    for (const stack of [rabbitStack, natsStack])
      expect(byId(of(stack.arrived, messages))).toEqual(byId(messages.map(asEvent)))
  })

  test('what is no event, or too large for a target, becomes a dead letter; the others go on', async () => {
    const { ce_id: _, ...headers } = order().headers
    const noEvent = { ...order(), headers }
    const large = { ...order(), value: Buffer.from(JSON.stringify('x'.repeat(maxMessageBytes))) }
    const others = [order(), order(), order()] as const
    await service.send(others[0], noEvent, others[1], large, others[2])
    await arrive(others)
    await arriveAtNats([large])
    const letters = await service.eventually(all => {
      const found = all.filter(
        ({ headers }) => headers.dlq_service === 'bridge' && headers.fence === undefined,
      )
      return found.length >= 3 && found
    })
    expect(letters.map(({ key, headers }) => [key, headers.dlq_reason, headers.dlq_detail]).sort()).toEqual(
      [
        [noEvent.key, 'HEADER_MISSING', expect.stringContaining('ce_id')],
        [noEvent.key, 'HEADER_MISSING', expect.stringContaining('ce_id')],
        [large.key, 'TOO_LARGE', expect.stringMatching(/^rabbitmq: .*200000/)],
      ].sort(),
    )
    expect(letters.find(({ key }) => key === large.key)?.value).toEqual(large.value)
    expect(of(rabbitStack.arrived, [large])).toEqual([])
  })

  test('a StockLow of another stack is published once, however often and by however many it comes', async () => {
    const low = stockLow()
    const concurrently = () =>
      Promise.all([rabbitStack.publish(low), rabbitStack.publish(low), natsStack.publish(low)])
    await concurrently()
    await concurrently()
    const taken = async () =>
      (await metric('bridge_taken_total{target="rabbitmq",outcome="duplicate"}')) +
      (await metric('bridge_taken_total{target="rabbitmq",outcome="published"}')) +
      (await metric('bridge_taken_total{target="nats",outcome="duplicate"}')) +
      (await metric('bridge_taken_total{target="nats",outcome="published"}'))
    await expect.poll(taken).toBe(6)
    await service.settled()
    const found = await service.eventually(all =>
      all.filter(({ headers }) => headers.ce_id === low.attributes.id),
    )
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ topic: 'stock.low.v1', key: 'prod-7', value: low.value })
    expect(asEvent(found[0] as never).attributes).toEqual({ ...low.attributes, partitionkey: 'prod-7' })
  })

  test('one that violates its schema is put aside with the reason, and the next is taken', async () => {
    const [bad, good] = [stockLow('{"productId":"prod-8"}'), stockLow()]
    await rabbitStack.publish(bad)
    await rabbitStack.publish(good)
    await service.eventually(all => all.find(({ headers }) => headers.ce_id === good.attributes.id))
    const letters: object[] = []
    await expect
      .poll(async () => letters.push(...(await rabbitStack.deadLetters())) && letters)
      .toEqual([{ value: bad.value, reason: 'SCHEMA_INVALID' }])
  })

  test('after a restart it goes on where it was', async () => {
    const messages = Array.from({ length: 10 }, () => order())
    await service.restart(() => service.send(...messages))
    await arrive(messages)
  })

  test('a target that is away delays only itself, and gets in order what it missed', async () => {
    const keys = Array.from({ length: 4 }, () => crypto.randomUUID())
    const rounds = Array.from({ length: 5 }, () => keys.map(key => order(key)))
    const messages = rounds.flat()
    rabbit.ctl('eval', '[dets:sync(Table) || Table <- dets:all()].') // as a queue that is some seconds old
    await new Promise<void>(resolve => {
      const off = rabbit.process.onExit(() => {
        off()
        resolve()
      })
      rabbit.process.kill()
    })
    for (const round of rounds) await service.send(...round)
    await arriveAtNats(messages)
    await expect
      .poll(() => metric('bridge_events_total{target="rabbitmq",outcome="failed"}'))
      .toBeGreaterThan(0)
    await expect.poll(async () => (await service.get('/health/ready')).status).toBe(200)
    await rabbit.process.start()
    await arriveAtRabbitMq(messages)
    for (const stack of [rabbitStack, natsStack]) {
      for (const key of keys) {
        const inOrder = of(stack.arrived, messages).filter(
          ({ attributes }) => attributes.partitionkey === key,
        )
        expect([...ids(inOrder)]).toEqual(messages.filter(message => message.key === key).map(idOf))
      }
    }
  })
})

/** What lies on Kafka, as other stacks see it. */
function asEvent({ key, headers, value }: Pick<Message, 'key' | 'headers' | 'value'>): Incoming {
  const named = Object.entries(headers).flatMap(([name, text]) =>
    name.startsWith('ce_') ? [[name.slice(3), text]] : [],
  )
  return {
    attributes: { ...Object.fromEntries(named), partitionkey: key ?? '' },
    contentType: headers['content-type'] ?? '',
    value: value ?? Buffer.alloc(0),
  }
}

const byId = (events: readonly Incoming[]) => new Map(events.map(event => [event.attributes.id, event]))
