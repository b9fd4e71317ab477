import { deadLetterHeaders, eventHeaders, headersSchema } from '../headers.ts'
import type { Service } from '../publishers-and-consumers.ts'
import { channels } from './channels.ts'
import { messages } from './messages.ts'
import { operations } from './operations.ts'

/**
 * The events of the system, for tools: https://www.asyncapi.com/docs/reference/specification/v3.1.0
 * @param version of the whole project
 */
export function asyncApi(services: readonly Service[], version: string) {
  return {
    asyncapi: '3.1.0',
    'x-generated':
      "From schemas/, the registry of events and the services' tables: do not edit, run `npm run check -- --fix`.",
    id: 'urn:orderflow',
    info: {
      title: 'Orderflow',
      version,
      description:
        'The events by which the services of Orderflow tell each other what happened: CloudEvents 1.0 in binary ' +
        'mode on Apache Kafka, one topic for each version of each event. Unknown fields and headers are allowed. ' +
        'The services send binary mode, which is what is described here; they read structured mode too ' +
        '(`content-type: application/cloudevents+json`, the whole event in the value and no `ce_` headers).',
      license: { name: 'MIT' },
      tags: services.map(({ name }) => ({ name, description: `What ${name} sends and receives.` })),
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: 'localhost:9092',
        protocol: 'kafka-secure',
        description: 'The broker of `docker compose up`; `npm start` has its own on port 29092.',
        security: [{ $ref: '#/components/securitySchemes/user' }],
      },
    },
    channels: channels(services),
    operations: operations(services),
    components: {
      messages: { ...messages(services), DeadLetter: deadLetter },
      schemas: { EventHeaders: headersSchema(eventHeaders) },
      securitySchemes: {
        user: { type: 'scramSha512', description: 'A user of its own for each service, over TLS.' },
      },
    },
  }
}

const deadLetter = {
  name: 'DeadLetter',
  title: 'A message that could not be processed',
  summary: 'The message as it came: its key, its value whatever that is, its headers, and these besides.',
  contentType: 'application/octet-stream',
  headers: headersSchema(deadLetterHeaders),
}
