import { whole } from '@orderflow/service-kit'

/** How many partitions topics are made with, for whoever makes topics. */
export const partitionsConfig = {
  KAFKA_PARTITIONS: whole(
    'Partitions of the topics that are made, the most replicas of a service that share its work; those that exist are grown by npm run partitions',
    6,
    1,
    1_000,
  ),
}
