import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Logger } from '@orderflow/service-kit'
import type { Target } from '../port.ts'
import { createPublish, mostRequests } from './publisher.ts'
import { subscribe } from './subscriber.ts'

const connectWithinMs = 2_000
const answerWithinMs = 5_000
/** What has failed is the forwarder's to send again, in its order, and later than the SDK would. */
const attempts = 1

export interface EventBridgeOptions {
  /** The name of the bus. */
  readonly bus: string
  /** Of AWS; undefined is the region's own. Region and credentials are the SDK's affair: AWS_REGION and so on. */
  readonly endpoint?: string | undefined
  /** The queue to which a rule brings the other stacks' events; none are taken without. */
  readonly inboundQueueUrl?: string | undefined
  readonly logger: Logger
}

/** AWS EventBridge, and SQS for the way back. Bus, rules and queues are there: nothing is declared. */
export function createEventBridge({ bus, endpoint, inboundQueueUrl, logger }: EventBridgeOptions): Target {
  const options = {
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: connectWithinMs,
      requestTimeout: answerWithinMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 4 * mostRequests },
      httpsAgent: { keepAlive: true, maxSockets: 4 * mostRequests },
    },
  }
  const events = new EventBridgeClient(options)
  const queues = new SQSClient(options)
  let healthy = false
  return {
    name: 'eventbridge',
    publish: createPublish(events, bus, answered => {
      healthy = answered
    }),
    subscribe(handler) {
      if (inboundQueueUrl !== undefined) return subscribe(queues, inboundQueueUrl, handler, logger)
      logger.info({ target: 'eventbridge' }, 'no queue for inbound events: none are taken')
      return { stop: async () => {} }
    },
    get healthy() {
      return healthy
    },
    async close() {
      events.destroy()
      queues.destroy()
    },
  }
}
