import { clientAddress, type KafkaAddress } from '@orderflow/messaging/kafka'
import { type Admin, Kafka, logLevel } from 'kafkajs'

/** An operator's connection to the brokers. */
export async function connectAdmin(kafka: KafkaAddress): Promise<Admin> {
  const admin = new Kafka({ clientId: 'bench', ...clientAddress(kafka), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  return admin
}
