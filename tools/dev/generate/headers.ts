import { dateTimePattern, noDateTimePattern, noTextPattern, textPattern } from '@orderflow/events'

/** A header of a message on a topic. */
export interface Header {
  readonly name: string
  /** When the services of this system send it. */
  readonly sent: string
  /** A consumer sends a message without it to the dead letters. */
  readonly required: boolean
  readonly meaning: string
  /** What its text may be, in JSON Schema: what consumers take, of which the services send a part. */
  readonly schema: Readonly<
    Record<string, string | number | readonly string[] | { readonly pattern: string }>
  >
}

/** Versions after 00 may go on behind it. */
const traceparentForm = { pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$' }
const time = { format: 'date-time', pattern: dateTimePattern, not: { pattern: noDateTimePattern } }
/** What is passed on from event to event is bounded: 1,000 bytes, which 250 characters never exceed. */
const passedOn = { minLength: 1, maxLength: 250, pattern: textPattern, not: { pattern: noTextPattern } }

const bytes = { contentMediaType: 'application/octet-stream' }

const jsonTypes = {
  pattern: '^application/(?:[a-z0-9.-]+[+])?json *(?:;.*)?$',
  examples: ['application/json; charset=utf-8', 'application/json'],
}

/** The headers of an event, in the order in which they are sent; a test holds them against the code. */
export const eventHeaders: readonly Header[] = [
  header(
    'content-type',
    'What the value is: JSON in UTF-8. The services here send `application/json; charset=utf-8`; they take every ' +
      'type of JSON, such as the `application/json` of the CloudEvents SDKs, and messages without one.',
    jsonTypes,
  ),
  needed('ce_specversion', 'The version of CloudEvents.', { const: '1.0' }),
  needed(
    'ce_id',
    'The event itself, a UUIDv7. A consumer acts once on an id. The copies of an event in older versions share it.',
    { pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' },
  ),
  needed('ce_type', 'The name of the event, whatever its version.'),
  needed('ce_source', 'The service that published it: `/services/` and its name.', {
    format: 'uri-reference',
    ...passedOn,
  }),
  header(
    'ce_time',
    'When it was decided. RFC 3339, in UTC; with another zone it is taken too. If it is absent, the ' +
      'time of the record counts.',
    time,
  ),
  header(
    'ce_dataschema',
    'The schema of the value: `urn:orderflow:` and the topic, so it ends in the version.',
  ),
  header(
    'ce_correlationid',
    'One id for all that follows from one request. If it is absent, `ce_id` counts.',
    passedOn,
  ),
  header('ce_causationid', 'The id of the event or command that this one follows from.', passedOn),
  header('ce_initiator', 'Who or what started it all, such as `customer` or `operator`.', passedOn),
  header(
    'ce_sequence',
    'The version of the order, product or other thing after the change that this reports.',
    {
      pattern: '^[0-9]{1,15}$',
    },
  ),
  traced('ce_traceparent', 'W3C trace context of the step that published it.', traceparentForm),
  traced('traceparent', 'The same, for whoever reads no CloudEvents.', traceparentForm),
  traced('ce_tracestate', 'What tracing systems add to it of their own, if one does.'),
  traced('tracestate', 'The same, for whoever reads no CloudEvents.'),
  {
    ...header(
      'ce_copyof',
      'Only on the copy of an event in an older version: the `ce_dataschema` of the newest version that was ' +
        'published beside it. Who reads that one as well leaves the copy alone.',
    ),
    sent: 'on copies',
  },
]

/** The headers that a dead letter has besides those of the message that could not be processed. */
export const deadLetterHeaders: readonly Header[] = [
  needed('dlq_reason', 'Why it is here, as a stable code such as `SCHEMA_INVALID`.'),
  needed('dlq_detail', 'Why it is here, in a sentence for a person.'),
  needed('dlq_service', 'The service that could not process it.'),
  needed('dlq_topic', 'The topic that it lay on.'),
  needed('dlq_partition', 'The partition that it lay on.', { pattern: '^[0-9]+$' }),
  needed('dlq_offset', 'The offset that it had there.', { pattern: '^[0-9]+$' }),
  needed('dlq_time', 'When it was set aside. RFC 3339, in UTC.', time),
  header('dlq_inbox_id', 'The id that the inbox of that service has taken for it.'),
  header('kafka_dlt-exception-fqcn', 'For Spring Kafka: as `dlq_reason`.'),
  header('kafka_dlt-exception-message', 'For Spring Kafka: as `dlq_detail`.'),
  header('kafka_dlt-original-topic', 'For Spring Kafka: as `dlq_topic`.'),
  header('kafka_dlt-original-consumer-group', 'For Spring Kafka: as `dlq_service`.'),
  header('x-original-topic', 'For Spring Cloud Stream: as `dlq_topic`.'),
  header(
    'kafka_dlt-original-partition',
    'For Spring Kafka: as `dlq_partition`, in 4 bytes, big-endian.',
    bytes,
  ),
  header('kafka_dlt-original-offset', 'For Spring Kafka: as `dlq_offset`, in 8 bytes, big-endian.', bytes),
  header(
    'kafka_dlt-original-timestamp',
    'For Spring Kafka: the time of the record in milliseconds since 1970, in 8 bytes, big-endian.',
    bytes,
  ),
]

function header(name: string, meaning: string, schema: Header['schema'] = {}): Header {
  return { name, sent: 'always', required: false, meaning, schema: { type: 'string', ...schema } }
}

function traced(name: string, meaning: string, schema: Header['schema'] = {}): Header {
  return { ...header(name, meaning, schema), sent: 'if traced' }
}

function needed(name: string, meaning: string, schema: Header['schema'] = {}): Header {
  return { ...header(name, meaning, schema), required: true }
}

/** The JSON Schema of a message with these headers; others are allowed. */
export function headersSchema(headers: readonly Header[]) {
  const properties = headers.map(({ name, meaning, schema }) => [name, { description: meaning, ...schema }])
  return {
    type: 'object',
    required: headers.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(properties),
  }
}
