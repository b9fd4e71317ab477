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
import { type Arrival, conforms, type Enough, type Rig, readWithinMs } from '../conformance.fixture.ts'
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
      return { read: enough => read(queues, urlOf(queue), enough) }
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
      (await take(queues, urlOf(aside), 0)).map(message => ({
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

async function read(queues: SQSClient, url: string, enough: Enough): Promise<Arrival[]> {
  const found: Arrival[] = []
  const until = performance.now() + readWithinMs
  while (!enough(found) && performance.now() < until) {
    found.push(...(await take(queues, url, 1)).map(arrivalOf))
  }
  return found
}

/** Takes ten messages at most away; waits so many seconds for the first. */
async function take(queues: SQSClient, url: string, seconds: number): Promise<Message[]> {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: seconds,
      MessageAttributeNames: ['All'],
    }),
  )
  const entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }))
  if (entries.length > 0)
    await queues.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }))
  return Messages
}

function arrivalOf({ Body }: Message): Arrival {
  const event = incomingOf(String(Body))
  if ('status' in event) throw new Error(event.detail)
  return event
}
