import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import { type NatsConnection, nanos } from '@nats-io/transport-node'
import { domains, inboundNames } from '../../wire.ts'

const requestWithinMs = 5_000
const day = 24 * 60 * 60 * 1_000

/** As long as Kafka's topics keep their events. */
const keepMs = 7 * day
/** Outlasts every resend of the bridge but that after an outage of its own; the server keeps all ids of it in memory. */
const dedupWindowMs = 2 * 60 * 1_000

/** `ORDER` holds `order.>`. */
export const streamOf = (domain: string): string => domain.toUpperCase()

/** What the bridge has put aside: `dead.stock.low`. */
export const deadStream = 'DEAD'
export const deadSubject = (subject: string): string => `dead.${subject}`

/** The durable consumer of the bridge on each stream from which it takes events. */
export const consumerName = 'bridge'
/** Messages that are handed over and not acknowledged. */
export const mostInFlight = 100
/** A message in hand says so well within this time. */
export const ackWaitMs = 30_000
/** A message that ends the process each time is put aside when it comes for one time more. */
export const deliveryLimit = 20
/**
 * After so many deliveries the server itself lets a message lie, and tells it in an advisory only. It is never reached: each
 * delivery beyond `deliveryLimit` puts the message aside, if only one of twenty comes to its end.
 */
const maxDeliver = 2 * deliveryLimit

/** The domains from which events are taken, with their subjects. */
export const inboundStreams: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(inboundNames.map(({ domain }) => domain))].map(domain => [
    streamOf(domain),
    inboundNames.filter(each => each.domain === domain).map(({ name }) => name),
  ]),
)

/** Declares a stream for each domain, and the dead letters'. One that is there is left as it is, with its replicas and limits. */
export async function declareStreams(connection: NatsConnection): Promise<void> {
  const { streams } = await jetstreamManager(connection, { timeout: requestWithinMs, checkAPI: false })
  const wanted = [
    ...domains.map(domain => [streamOf(domain), `${domain}.>`] as const),
    [deadStream, deadSubject('>')] as const,
  ]
  for (const [name, subject] of wanted) {
    const config = {
      name,
      subjects: [subject],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: nanos(keepMs),
      duplicate_window: nanos(dedupWindowMs),
    }
    await streams.add(config).catch(ifThere(10058, 10065))
  }
}

/** Declares the bridge's consumer on a stream. One that is there is left as it is. */
export async function declareConsumer(
  connection: NatsConnection,
  stream: string,
  subjects: readonly string[],
): Promise<void> {
  const { consumers } = await jetstreamManager(connection, { timeout: requestWithinMs, checkAPI: false })
  const config = {
    durable_name: consumerName,
    filter_subjects: [...subjects],
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    max_deliver: maxDeliver,
    max_ack_pending: 10 * mostInFlight,
  }
  await consumers.add(stream, config).catch(ifThere(10148))
}

/** Errors that say that there is one already, with other settings or another name. */
const ifThere =
  (...codes: readonly number[]) =>
  (error: unknown) => {
    if (!(error instanceof JetStreamApiError && codes.includes(error.code))) throw error
  }
