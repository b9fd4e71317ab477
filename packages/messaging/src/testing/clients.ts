import { createKafka as create, type KafkaClient, type KafkaOptions, kafkaClients } from '../kafka/create.ts'

const named = kafkaClients.find(client => client === process.env.KAFKA_CLIENT)

/** Both clients, or the one that `KAFKA_CLIENT` names. */
export const clientsUnderTest: readonly KafkaClient[] = named === undefined ? kafkaClients : [named]

/** The Kafka port on the client that `KAFKA_CLIENT` names, kafkajs unless it does. */
export const createKafka = (options: KafkaOptions) => create({ client: named, ...options })
