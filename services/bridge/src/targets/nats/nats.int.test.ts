import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node'
import { createLogger } from '@orderflow/service-kit'
import { natsAvailable, startNats } from '@orderflow/test-servers/nats'
import { describe } from 'vitest'
import { type Arrival, conforms, type Enough, type Rig, readWithinMs } from '../conformance.fixture.ts'
import { promises } from '../promises.ts'
import { createNats } from './nats.ts'
import { deadStream, mostInFlight } from './streams.ts'

describe.skipIf(!natsAvailable())('NATS', () => {
  conforms('NATS JetStream', start, {
    tooLarge: 1_048_576,
    ...promises.nats,
    durable: true,
    mostInFlight,
  })
})

async function start(): Promise<Rig> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderflow-nats-'))
  const nats = await startNats({ dataDir })
  const logger = createLogger({ service: 'bridge', level: 'silent' })
  let receivers = 0

  /** Something on a connection of its own. */
  async function on<Result>(work: (connection: NatsConnection) => Promise<Result>): Promise<Result> {
    const connection = await connect({ servers: nats.url })
    try {
      return await work(connection)
    } finally {
      await connection.close()
    }
  }

  return {
    target: () => createNats({ url: nats.url, logger }),
    async receive() {
      const name = `suite-${++receivers}`
      await on(async connection => {
        const { streams, consumers } = await jetstreamManager(connection)
        // As another stack that is there before the bridge; its limits stay.
        await streams.add({ name: 'ORDER', subjects: ['order.>'] }).catch(() => {})
        await consumers.add('ORDER', { durable_name: name, deliver_policy: DeliverPolicy.New })
      })
      return { read: enough => on(connection => read(connection, name, enough)) }
    },
    send: ({ attributes, contentType, value }) =>
      on(async connection => {
        const attached = headers()
        attached.append('content-type', contentType)
        for (const [name, text] of Object.entries(attributes)) attached.append(`ce-${name}`, text)
        await jetstream(connection).publish('stock.low', value, { headers: attached })
      }),
    deadLetters: () =>
      on(async connection => {
        const { streams } = await jetstreamManager(connection)
        const found: { reason: string; value: Buffer }[] = []
        for (;;) {
          const last = await streams
            .getMessage(deadStream, { last_by_subj: 'dead.stock.low' })
            .catch(() => null)
          if (last === null) return found
          found.unshift({ reason: last.header.get('dlq_reason'), value: Buffer.from(last.data) })
          await streams.deleteMessage(deadStream, last.seq)
        }
      }),
    kill: () =>
      new Promise(resolve => {
        const off = nats.process.onExit(() => {
          off()
          resolve()
        })
        nats.process.kill()
      }),
    start: () => nats.process.start(),
    async stop() {
      await nats.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function read(connection: NatsConnection, name: string, enough: Enough): Promise<Arrival[]> {
  const consumer = await jetstream(connection).consumers.get('ORDER', name)
  const found: Arrival[] = []
  if (enough(found)) return found
  const messages = await consumer.consume()
  const late = setTimeout(() => messages.stop(), readWithinMs)
  for await (const message of messages) {
    const { headers: attached, data } = message
    found.push({
      attributes: attributesIn(attached as MsgHdrs),
      contentType: attached?.get('content-type') ?? '',
      value: Buffer.from(data),
    })
    message.ack()
    if (enough(found)) break
  }
  clearTimeout(late)
  return found
}

const attributesIn = (found: MsgHdrs): Record<string, string> =>
  Object.fromEntries(
    found.keys().flatMap(name => (name.startsWith('ce-') ? [[name.slice(3), found.get(name)]] : [])),
  )
