import type { Logger } from '@orderflow/service-kit'
import type { ConfirmChannel } from 'amqplib'
import { domains } from '../../wire.ts'
import type { Target } from '../port.ts'
import { createLink } from './link.ts'
import { exchangeOf } from './message.ts'
import { createPublish } from './publisher.ts'
import { subscribe } from './subscriber.ts'

/** @param url `amqp://user:password@host:port/vhost` */
export function createRabbitMq({ url, logger }: { readonly url: string; readonly logger: Logger }): Target {
  // Publishers and consumers do not share a connection: a server that is short of memory stops reading from the former.
  const link = createLink(url, { name: 'orderflow bridge', logger, prepare: declare })
  return {
    name: 'rabbitmq',
    publish: createPublish(link),
    subscribe: handler => subscribe(url, handler, logger),
    get healthy() {
      return link.up
    },
    close: link.close,
  }
}

async function declare(channel: ConfirmChannel): Promise<void> {
  for (const domain of domains) await channel.assertExchange(exchangeOf(domain), 'topic', { durable: true })
}
