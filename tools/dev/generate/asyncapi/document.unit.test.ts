import { type AsyncAPIDocumentInterface, Parser } from '@asyncapi/parser'
import { messageName } from '@orderflow/event-contracts/asyncapi'
import { allContracts, contractOfVersion, type EventType, topics } from '@orderflow/events'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import { services } from '../../lib/services.ts'
import { eventHeaders, headersSchema } from '../headers.ts'
import { asyncApi } from './document.ts'

const text = JSON.stringify(asyncApi(services, '0.1.0'))
let parsed: Awaited<ReturnType<Parser['parse']>>
let document: AsyncAPIDocumentInterface

beforeAll(async () => {
  parsed = await new Parser().parse(text)
  document = parsed.document as AsyncAPIDocumentInterface
}, 60_000)

/** The addresses of the topics that a service sends to, or receives from. */
function addresses(service: string, action: 'send' | 'receive'): string[] {
  const operations = document.operations().all()
  const own = operations.filter(operation => operation.tags().all()[0]?.name() === service)
  return own
    .filter(operation => operation.action() === action)
    .map(operation => operation.channels().all()[0]?.address() ?? '')
}

describe('the AsyncAPI document', () => {
  test('refers to nothing outside of it, so that parsing it needs no network', () => {
    const references = [...text.matchAll(/"\$ref":"(.*?)"/g)].map(([, target]) => target)
    expect(references.length).toBeGreaterThan(0)
    expect(references.filter(target => !target?.startsWith('#/'))).toEqual([])
  })

  test('gives the official parser nothing to object to, and is of the newest version that it knows', () => {
    expect(parsed.diagnostics).toEqual([])
    expect(document.version()).toBe('3.1.0')
  })

  test('has a channel and a message for every version of every event, and those of the dead letters', () => {
    const topicsOfEvents = allContracts.map(({ topic }) => topic)
    const channels = document.channels().all()
    expect(channels.map(channel => channel.address())).toEqual([...topicsOfEvents, '{topic}.{service}.dlq'])
    const messages = document
      .channels()
      .all()
      .flatMap(channel => channel.messages().all())
    expect(messages.map(message => message.id())).toEqual([...allContracts.map(messageName), 'DeadLetter'])
  })

  test.each(topics())('$topic is there as it is created', ({ topic, partitions, config }) => {
    const binding = document.channels().get(topic)?.bindings().get('kafka')?.json()
    const configuration = Object.entries(binding?.topicConfiguration ?? {}).map(([name, value]) => [
      name,
      String(value),
    ])
    expect(binding?.partitions).toBe(partitions)
    expect(Object.fromEntries(configuration)).toEqual(config)
  })

  test('says who sends and who receives which version', () => {
    const versions = ['order.created.v2', 'order.created.v1']
    expect(addresses('order', 'send')).toEqual(expect.arrayContaining(versions))
    expect(addresses('inventory', 'receive')).toEqual(expect.arrayContaining(versions))
  })

  test.each(services)('$name sends and receives what its tables say', ({ name, topics, publishes }) => {
    expect(addresses(name, 'receive').sort()).toEqual([...topics].sort())
    const sent = Object.entries(publishes).flatMap(([type, versions]) => {
      return versions.map(version => contractOfVersion(type as EventType, version)?.topic)
    })
    expect(addresses(name, 'send').sort()).toEqual([...sent, '{topic}.{service}.dlq'].sort())
  })
})

describe.each(allContracts)('the message of $topic', contract => {
  const message = () => document.channels().get(contract.topic)?.messages().get(messageName(contract))

  test('has the schema as its payload, and the key', () => {
    expect(message()?.payload()?.json()).toMatchObject({ schema: { $id: contract.dataSchema } })
    expect(message()?.bindings().get('kafka')?.json().key).toMatchObject({ type: 'string' })
  })

  test('has an example whose headers follow their schema', () => {
    const ajv = new Ajv({ allErrors: true, strict: true })
    addFormats.default(ajv)
    const headers = message()?.examples().all()[0]?.headers()
    const own = message()?.headers()?.json() as OwnHeaders
    expect(ajv.errorsText(validate(ajv, headersSchema(eventHeaders), headers))).toBe('No errors')
    expect(headers?.ce_type).toBe(own.properties.ce_type.const)
    expect(headers?.ce_dataschema).toMatch(new RegExp(own.properties.ce_dataschema.pattern))
  })
})

interface OwnHeaders {
  readonly properties: {
    readonly ce_type: { readonly const: string }
    readonly ce_dataschema: { readonly pattern: string }
  }
}

function validate(ajv: Ajv, schema: object, value: unknown) {
  ajv.validate(schema, value)
  return ajv.errors
}
