import { dateTimePattern, noDateTimePattern, noTextPattern, textPattern } from '@orderflow/events'
import type { EventNames } from './names.ts'

/** The schema of an event of an order: the order, the moment, and an example. */
export function schemaOf({ type, topic, words, moment }: EventNames): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `urn:orderflow:${topic}`,
    title: type,
    description: `${words}.`,
    type: 'object',
    required: ['orderId', moment],
    properties: {
      orderId: {
        description: 'The order that this is about; also the Kafka key.',
        type: 'string',
        pattern: textPattern,
        not: { pattern: noTextPattern },
        minLength: 1,
        maxLength: 100,
      },
      [moment]: {
        description: 'When it happened. RFC 3339 with a zone, in UTC.',
        type: 'string',
        format: 'date-time',
        pattern: dateTimePattern,
        not: { pattern: noDateTimePattern },
        maxLength: 40,
      },
    },
    examples: [{ orderId: '018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70', [moment]: '2026-01-15T10:30:02.500Z' }],
  }
  return `${escaped(JSON.stringify(schema, null, 2))}\n`
}

/** What no editor shows, as JSON's escapes. */
const escaped = (json: string) =>
  json.replace(/[^ -~\n]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The test that is red until the event is published. */
export const testOf = (
  { type, moment }: EventNames,
  sibling: string,
): string => `import { expect, test } from 'vitest'
import { pacts } from './pacts.ts'

const trail = { id: 'event-1', at: '2026-01-15T10:30:00.000Z', correlationId: 'c-1', initiator: 'customer' }

test('${type} follows ${sibling}, and says when', () => {
  const { given, when } = pacts.occasions.${type} ?? expect.unreachable()
  const { events = [] } = pacts.decide[when.type]?.(given(), { ...trail, ...when }) ?? {}
  const [before] = events.filter(({ type }) => type === '${sibling}')

  expect(events.filter(({ type }) => type === '${type}')).toEqual([
    {
      type: '${type}',
      sequence: (before?.sequence ?? 0) + 1,
      data: { orderId: 'order-1', ${moment}: trail.at },
    },
  ])
})
`
