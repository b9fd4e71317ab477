import { setTimeout as pause } from 'node:timers/promises'
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { awsClient } from './aws.ts'
import { type EventView, eventTypes } from './view.ts'

const name = 'observer'
const restMs = 250
const perCall = 10
/** A call takes some ms, and brings ten at most. */
const pollers = 4

/** Where AWS is: an endpoint and a bus, with any credentials. */
export interface Aws {
  readonly endpoint: string
  readonly bus: string
}

/** Makes the bus, and keeps a view of what a rule puts into a queue of its own, deleting each message after its effect. */
export async function consumeEventBridge(aws: Aws, view: EventView) {
  const sqs = new SQSClient(awsClient(aws.endpoint))
  const queueUrl = await routeToQueue(aws, sqs)
  const stopping = new AbortController()

  async function poll() {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: perCall, WaitTimeSeconds: 1 }),
      { abortSignal: stopping.signal },
    )
    if (messages.length === 0) return
    for (const message of messages) apply(view, message)
    const entries = messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }))
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
  }

  const running = Promise.all(
    Array.from({ length: pollers }, async () => {
      while (!stopping.signal.aborted) await poll().catch(() => pause(restMs))
    }),
  )
  return {
    async stop() {
      stopping.abort()
      await running
      sqs.destroy()
    },
  }
}

async function routeToQueue(aws: Aws, sqs: SQSClient): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  const bridge = new EventBridgeClient(awsClient(aws.endpoint))
  try {
    await bridge.send(new CreateEventBusCommand({ Name: aws.bus }))
    const rule = { Name: name, EventBusName: aws.bus }
    await bridge.send(
      new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ 'detail-type': eventTypes }) }),
    )
    const target = { Id: name, Arn: Attributes?.QueueArn }
    await bridge.send(new PutTargetsCommand({ Rule: name, EventBusName: aws.bus, Targets: [target] }))
  } finally {
    bridge.destroy()
  }
  return String(QueueUrl)
}

function apply(view: EventView, { Body }: Message) {
  const { detail } = JSON.parse(String(Body))
  view.apply({ id: detail.id, type: detail.type, time: detail.time, data: detail.data })
}
