import type { Logger } from '@orderflow/service-kit'
import type { Target } from '../port.ts'
import { createLink } from './link.ts'
import { createPublisher } from './publisher.ts'
import { declareStreams } from './streams.ts'
import { subscribe } from './subscriber.ts'

/**
 * NATS JetStream: a stream for each domain, made if it is not there; an event has its subject, `order.created`.
 *
 * @param url `nats://host:port`, or several with commas
 */
export function createNats({ url, logger }: { readonly url: string; readonly logger: Logger }): Target {
  const publisher = createPublisher(() => link)
  const link = createLink(url, {
    name: 'orderflow bridge',
    logger,
    prepare: declareStreams,
    onLost: publisher.lost,
  })
  return {
    name: 'nats',
    publish: publisher.publish,
    subscribe: handler => subscribe(url, handler, logger),
    get healthy() {
      return link.up
    },
    close: link.close,
  }
}
