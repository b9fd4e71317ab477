import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { createLogger } from '@orderflow/service-kit'
import { motoAvailable, startMoto } from '@orderflow/test-servers/moto'
import { describe, vi } from 'vitest'
import { type Arrival, conforms, type Rig } from '../conformance.fixture.ts'
import { promises } from '../promises.ts'
import { largestRequest } from './entry.ts'
import { incomingOf } from './envelope.ts'
import { createEventBridge } from './eventbridge.ts'
import { mostInFlight } from './subscriber.ts'

const bus = 'orderflow'
const account = '123456789012'
const arnOf = (queue: string) => `arn:aws:sqs:eu-central-1:${account}:${queue}`
const inbound = 'bridge'
const aside = 'bridge-dlq'

describe.skipIf(!motoAvailable())('EventBridge', () => {
  conforms('AWS EventBridge', start, {
    tooLarge: largestRequest,
    ...promises.eventbridge,
    durable: false,
    mostInFlight,
  })
})

async function start(): Promise<Rig> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderflow-moto-'))
  const moto = await startMoto({ dataDir, setUp })
  for (const [name, value] of Object.entries(moto.environment)) vi.stubEnv(name, value)
  const logger = createLogger({ service: 'bridge', level: 'silent' })
  const events = new EventBridgeClient({ endpoint: moto.url })
  const queues = new SQSClient({ endpoint: moto.url })
  const urlOf = (queue: string) => `${moto.url}/${account}/${queue}`
  let receivers = 0

  return {
    target: () => createEventBridge({ endpoint: moto.url, bus, inboundQueueUrl: urlOf(inbound), logger }),
    async receive() {
      const queue = `suite-${++receivers}`
      await queues.send(new CreateQueueCommand({ QueueName: queue }))
      await route(events, queue, { source: ['orderflow.order'] })
      return { read: async wanted => (await drain(queues, urlOf(queue), wanted, 2)).map(arrivalOf) }
    },
    async send({ attributes, contentType, value }) {
      const detail = { ...attributes, datacontenttype: contentType, data: JSON.parse(value.toString()) }
      const entry = {
        EventBusName: bus,
        Source: 'stacks.python',
        DetailType: 'StockLow',
        Detail: JSON.stringify(detail),
      }
      await events.send(new PutEventsCommand({ Entries: [entry] }))
    },
    deadLetters: async () =>
      (await drain(queues, urlOf(aside), 10, 0)).map(message => ({
        reason: String(message.MessageAttributes?.dlq_reason?.StringValue),
        value: arrivalOf(message).value,
      })),
    kill: () =>
      new Promise(resolve => {
        const off = moto.process.onExit(() => {
          off()
          resolve()
        })
        moto.process.kill()
      }),
    start: () => moto.process.start(),
    async stop() {
      events.destroy()
      queues.destroy()
      await moto.stop()
      vi.unstubAllEnvs()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** What the template of a stack declares. */
async function setUp(endpoint: string): Promise<void> {
  const options = {
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }
  const events = new EventBridgeClient(options)
  const queues = new SQSClient(options)
  await events.send(new CreateEventBusCommand({ Name: bus }))
  await queues.send(new CreateQueueCommand({ QueueName: aside }))
  const redrive = { deadLetterTargetArn: arnOf(aside), maxReceiveCount: 5 }
  await queues.send(
    new CreateQueueCommand({ QueueName: inbound, Attributes: { RedrivePolicy: JSON.stringify(redrive) } }),
  )
  await route(events, inbound, { 'detail-type': ['StockLow'] })
  events.destroy()
  queues.destroy()
}

async function route(events: EventBridgeClient, queue: string, pattern: object): Promise<void> {
  const rule = { Name: queue, EventBusName: bus }
  await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }))
  await events.send(
    new PutTargetsCommand({ Rule: queue, EventBusName: bus, Targets: [{ Id: queue, Arn: arnOf(queue) }] }),
  )
}

/** Takes messages away until there are so many, or none came for so many seconds. */
async function drain(queues: SQSClient, url: string, wanted: number, seconds: number): Promise<Message[]> {
  const found: Message[] = []
  while (found.length < wanted) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: seconds,
        MessageAttributeNames: ['All'],
      }),
    )
    if (Messages.length === 0) break
    found.push(...Messages)
    const entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }))
    await queues.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }))
  }
  return found
}

function arrivalOf({ Body }: Message): Arrival {
  const event = incomingOf(String(Body))
  if ('status' in event) throw new Error(event.detail)
  return event
}
