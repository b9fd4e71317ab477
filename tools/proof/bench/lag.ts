import type { Consuming } from '@orderflow/messaging/dead-letters'
import { createKafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'

export interface Lag {
  /** Records that the services have not taken in yet, over all of their topics. */
  records(): Promise<number>
  end(): Promise<void>
}

/** A connection to the brokers that tells how far services are behind. */
export function openLag(address: KafkaAddress, consuming: readonly Consuming[]): Lag {
  const logger = createLogger({ service: 'lag', level: 'silent' })
  const kafka = createKafka({ clientId: 'lag', ...address, logger })
  return {
    async records() {
      const places = await Promise.all(consuming.map(({ name, topics }) => kafka.lag(name, topics)))
      return places.flat().reduce((sum, { lag }) => sum + lag, 0)
    },
    end: () => kafka.close(),
  }
}
