import * as library from '@orderflow/event-contracts/asyncapi'
import { allContracts, type Contract } from '@orderflow/events'
import { publishersOf, type Service } from '../publishers-and-consumers.ts'
import { sampleOf } from '../sample.ts'

/** One message for every version of every event, by name. */
export function messages(services: readonly Service[]) {
  return Object.fromEntries(
    allContracts.map(contract => [
      library.messageName(contract),
      messageOf(contract, publishersOf(services, contract)[0]?.name),
    ]),
  )
}

function messageOf(contract: Contract, publisher: string | undefined) {
  const { type, version, dataSchema } = contract
  const { headers, data } = sampleOf(contract, publisher)
  return {
    ...library.messageOf(contract),
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
    examples: [{ name: 'example', headers, payload: data }],
  }
}
