import { contracts, type EventType } from '@orderflow/events'
import { commonConfig, port } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'
import { inbound } from './wire.ts'

/** Every target that there is an adapter for. */
export const targetNames = ['rabbitmq', 'eventbridge', 'nats'] as const
export type TargetName = (typeof targetNames)[number]

/** What other stacks publish comes from them, and is not sent back to them. */
const forwardable = Object.keys(contracts).filter(type => !Object.hasOwn(inbound, type))

/** A comma-separated list of some of these words; the value is an array of them. */
function listOf<Word extends string>(words: readonly string[], description: string, byDefault?: string) {
  const word = `(${words.join('|')})`
  return Type.Unsafe<Word[]>(
    Type.String({
      description: `${description}: ${words.join(', ')}`,
      pattern: `^${word}(,${word})*$`,
      separator: ',',
      ...(byDefault !== undefined && { default: byDefault }),
    }),
  )
}

const eventsFor = (target: string) =>
  listOf<EventType>(
    forwardable,
    `Events that ${target} gets, with commas, of`,
    'OrderCreated,StockReserved,StockReleased,InventoryAdjusted',
  )

export const configSchema = Type.Object({
  ...commonConfig,
  PORT: port(3006),
  TARGETS: listOf<TargetName>(targetNames, 'Where events go, with commas, of'),
  RABBITMQ_URL: Type.String({
    description: 'RabbitMQ, as amqp://user:password@host:port/vhost',
    pattern: '^amqps?://.+',
    default: 'amqp://127.0.0.1:5672',
    secret: true,
  }),
  RABBITMQ_EVENTS: eventsFor('RabbitMQ'),
  EVENTBRIDGE_ENDPOINT: Type.Optional(
    Type.String({
      description:
        "URL of EventBridge and SQS; the AWS region's own unless set. Region and credentials are AWS_*",
      pattern: '^https?://.+',
    }),
  ),
  EVENTBRIDGE_BUS: Type.String({ description: 'Name of the event bus', default: 'orderflow' }),
  EVENTBRIDGE_EVENTS: eventsFor('EventBridge'),
  EVENTBRIDGE_INBOUND_QUEUE_URL: Type.Optional(
    Type.String({
      description: "URL of the SQS queue to which a rule brings other stacks' events; none are taken without",
      pattern: '^https?://.+',
    }),
  ),
  NATS_URL: Type.String({
    description: 'NATS, as nats://host:port',
    pattern: '^(nats|tls)://.+',
    default: 'nats://127.0.0.1:4222',
    secret: true,
  }),
  NATS_EVENTS: eventsFor('NATS'),
})

export type Config = Static<typeof configSchema>
