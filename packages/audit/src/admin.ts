import { setTimeout as pause } from 'node:timers/promises'
import { clientAddress, type KafkaAddress } from '@orderflow/messaging/kafka'
import { type Admin, Kafka, logLevel } from 'kafkajs'

const withinMs = 60_000

/**
 * Asks the brokers with a new connection. While partitions change their leaders, a broker answers that it is not
 * the one to ask: then all of it is asked again.
 *
 * @throws what the brokers said, if they say it for a minute
 */
export async function askBrokers<Answer>(
  kafka: KafkaAddress,
  ask: (admin: Admin) => Promise<Answer>,
): Promise<Answer> {
  for (const deadline = Date.now() + withinMs; ; await pause(200)) {
    const admin = new Kafka({
      clientId: 'audit',
      ...clientAddress(kafka),
      logLevel: logLevel.NOTHING,
    }).admin()
    try {
      await admin.connect()
      return await ask(admin)
    } catch (error) {
      if ((error as { retriable?: boolean }).retriable !== true || Date.now() > deadline) throw error
    } finally {
      await admin.disconnect()
    }
  }
}
