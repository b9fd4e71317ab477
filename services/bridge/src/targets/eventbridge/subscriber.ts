import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { backoff, startLoop, warnRarely } from '@orderflow/messaging/timing'
import type { Logger } from '@orderflow/service-kit'
import { handled } from '../held.ts'
import type { Handler, Incoming, Subscription, Taken } from '../port.ts'
import { incomingOf } from './envelope.ts'

/** What SQS gives at once, and so what is in flight. */
export const mostInFlight = 10
/** Of a poll; `stop` waits for its end. */
const waitSeconds = 2
/** A message in hand says so well within this time; one that was lost in hand comes again after it. */
const visibilitySeconds = 60

/**
 * Takes what a rule of EventBridge puts into a queue, a batch at a time. What is refused goes to the queue's dead-letter
 * queue with the reason as attributes, and is deleted after that.
 */
export function subscribe(
  client: SQSClient,
  queueUrl: string,
  handler: Handler,
  logger: Logger,
): Subscription {
  const warn = warnRarely(logger, 'events of SQS cannot be taken; trying again')
  let deadLetters: string | undefined
  const loop = startLoop({
    async round(stopping) {
      deadLetters ??= await deadLetterQueueOf(client, queueUrl)
      const messages = await receive()
      if (messages.length > 0) await take(messages, deadLetters, stopping)
      return true
    },
    restMs: backoff,
    onFailure: warn,
  })
  return { stop: loop.stop }

  /** Not given up when it is to stop: what the queue hands to a poll that has gone is hidden until it comes again. */
  async function receive(): Promise<Message[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: mostInFlight,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: visibilitySeconds,
      }),
    )
    return Messages
  }

  async function take(messages: readonly Message[], aside: string, stopping: AbortSignal) {
    const read = messages.map(message => ({ message, event: incomingOf(message.Body ?? '') }))
    const events = read.flatMap(({ event }) => ('status' in event ? [] : [event as Incoming]))
    const outcomes = await handled(events, handler, {
      keep: () => show(messages, visibilitySeconds).catch(error => warn(error, 1)),
      keepMs: (visibilitySeconds * 1_000) / 3,
      over: stopping,
      onFailure: warn,
    })
    if (outcomes === undefined) return await show(messages, 0)
    let next = 0
    for (const { message, event } of read) {
      const outcome: Taken = 'status' in event ? event : (outcomes[next++] ?? { status: 'taken' })
      if (outcome.status === 'refused') await putAside(client, aside, message, outcome)
    }
    // What is not deleted comes again, and its id is known then.
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entriesOf(messages) }))
  }

  async function show(messages: readonly Message[], inSeconds: number): Promise<void> {
    const entries = entriesOf(messages).map(entry => ({ ...entry, VisibilityTimeout: inSeconds }))
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
  }
}

const entriesOf = (messages: readonly Message[]) =>
  messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }))

async function putAside(
  client: SQSClient,
  queueUrl: string,
  { Body }: Message,
  { code, detail }: { readonly code: string; readonly detail: string },
): Promise<void> {
  const text = (value: string) => ({ DataType: 'String', StringValue: value.slice(0, 2_000) || '-' })
  await client.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: Body,
      MessageAttributes: { dlq_reason: text(code), dlq_detail: text(detail) },
    }),
  )
}

/** The queue that the queue's own redrive policy names. */
async function deadLetterQueueOf(client: SQSClient, queueUrl: string): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
  )
  const arn: string | undefined = JSON.parse(Attributes?.RedrivePolicy ?? '{}').deadLetterTargetArn
  if (arn === undefined)
    throw new Error(
      `The queue ${queueUrl} has no dead-letter queue: give it a redrive policy that names one.`,
    )
  const [account, name] = arn.split(':').slice(-2)
  const { QueueUrl } = await client.send(
    new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account }),
  )
  return QueueUrl as string
}
