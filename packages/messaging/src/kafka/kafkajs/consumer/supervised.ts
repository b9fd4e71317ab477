import type { Kafka as KafkaJs } from 'kafkajs'
import type { Logger } from 'pino'
import { type Patience, patience, supervised } from '../../consumer/supervised.ts'
import type { ConsumeOptions, Consumer } from '../../port.ts'
import { runConsumer } from './consumer.ts'

/** A kafkajs consumer that is built anew whenever it ends. */
export const startSupervisedConsumer = (
  client: KafkaJs,
  options: ConsumeOptions,
  logger: Logger,
  limits: Patience = patience,
): Consumer =>
  supervised((given, membership) => runConsumer(client, given, membership, logger, limits), options, logger)
