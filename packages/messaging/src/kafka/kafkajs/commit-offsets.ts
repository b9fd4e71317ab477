import { settledWithin } from '../../timing/bounded.ts'
import type { KafkaAddress } from '../security.ts'
import { clusterOf, type PartitionOffsets } from './cluster.ts'
import { clientAddress } from './kafkajs.ts'
import { loadKafkajs } from './patch.ts'

/**
 * Says where a group goes on reading, as its operator, in one request. The admin client's `setOffsets` becomes a member of the group for each
 * topic, and relies on modules that are replaced here.
 *
 * @throws if the group has members, who alone commit then
 */
export async function commitOffsets(
  kafka: KafkaAddress,
  groupId: string,
  topics: readonly PartitionOffsets[],
): Promise<void> {
  const { Kafka, logLevel } = loadKafkajs()
  const client = new Kafka({ clientId: 'offsets', ...clientAddress(kafka), logLevel: logLevel.NOTHING })
  const cluster = clusterOf(client, { isolationLevel: 0, metadataMaxAge: 60_000 })
  await cluster.connect()
  await cluster.refreshMetadata()
  try {
    const { coordinator } = await cluster.findGroupCoordinatorMetadata({ groupId, coordinatorType: 0 })
    const broker = await cluster.findBroker({ nodeId: String(coordinator.nodeId) })
    await broker.offsetCommit({ groupId, groupGenerationId: nobody, memberId: '', topics })
  } finally {
    await settledWithin(3_000, cluster.disconnect())
  }
}

/** The generation of who is no member. */
const nobody = -1
