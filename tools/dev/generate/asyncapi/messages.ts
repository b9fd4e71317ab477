import { allContracts, type Contract } from '@orderflow/events'
import { publishersOf, type Service } from '../publishers-and-consumers.ts'
import { sampleOf } from '../sample.ts'

const schemaFormat = 'application/schema+json;version=draft-07'

/** The name of a version of an event: `OrderCreatedV2`. */
export const messageName = ({ type, version }: Contract) => `${type}V${version}`

/** One message for every version of every event, by name. */
export function messages(services: readonly Service[]) {
  return Object.fromEntries(
    allContracts.map(contract => [
      messageName(contract),
      messageOf(contract, publishersOf(services, contract)[0]?.name),
    ]),
  )
}

function messageOf(contract: Contract, publisher: string | undefined) {
  const { type, version, key, dataSchema, schema } = contract
  const { description, properties } = schema as Described
  const { headers, data } = sampleOf(contract, publisher)
  return {
    name: messageName(contract),
    title: `${type}, version ${version}`,
    summary: description,
    contentType: 'application/json',
    correlationId: {
      description: 'One id for all that follows from one request.',
      location: '$message.header#/ce_correlationid',
    },
    headers: {
      type: 'object',
      allOf: [{ $ref: '#/components/schemas/EventHeaders' }],
      properties: {
        ce_type: { type: 'string', const: type },
        ce_dataschema: { type: 'string', pattern: `v${version}(\\.json)?$`, examples: [dataSchema] },
      },
    },
    payload: { schemaFormat, schema },
    bindings: { kafka: { key: properties[key], bindingVersion: '0.5.0' } },
    examples: [{ name: 'example', headers, payload: data }],
  }
}

interface Described {
  readonly description: string
  readonly properties: Readonly<Record<string, object>>
}
