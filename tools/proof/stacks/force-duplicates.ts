import { groupOf } from '@orderflow/bridge/forwarder'
import { createKafka } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { withAdmin } from '../chaos/cluster.ts'
import { killAndWait } from '../chaos/processes.ts'
import { produceAgain } from './duplicates.ts'
import { viewTopics } from './kafka-consumer.ts'
import type { Stage } from './stage.ts'
import { sendStockLowAgain } from './stock-low.ts'

const targets = ['rabbitmq', 'eventbridge', 'nats']

/**
 * Makes each hop deliver again what it has delivered: Kafka gets records twice, the bridge forwards all from the
 * beginning, and both stacks die with messages in hand.
 */
export async function forceDuplicates(stage: Stage, log: (line: string) => void): Promise<void> {
  const address = stage.system.kafkaAccess
  const kafka = createKafka({
    clientId: 'stacks',
    ...address,
    logger: createLogger({ service: 'stacks', level: 'error' }),
  })
  const again = await produceAgain(kafka, viewTopics).finally(() => kafka.close())
  log(`Duplicates: ${again} records lie on Kafka twice.`)

  await stage.bridge.process.stop()
  // A group without offsets begins at the beginning.
  await withAdmin(address, admin => admin.deleteGroups(targets.map(groupOf)))
  await stage.bridge.process.start()
  log('Duplicates: the bridge forwards everything from the beginning.')

  await Promise.all([stage.spring, stage.python].map(killAndWait))
  await Promise.all([stage.spring, stage.python].map(stack => stack.start()))
  const returned = await sendStockLowAgain(address, stage.brokers.rabbitmq.url)
  log(`Duplicates: ${returned} events of the stacks came back twice.`)
  log('Duplicates: both stacks were killed and get again what they had in hand.')
}
