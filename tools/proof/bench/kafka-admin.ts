import { type Admin, Kafka, logLevel } from 'kafkajs'

/** An operator's connection to the brokers. */
export async function connectAdmin(brokers: readonly string[]): Promise<Admin> {
  const admin = new Kafka({ clientId: 'bench', brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  return admin
}
