import { type Contract, contracts, downcast, eventContract } from '@orderflow/events'
import { encodeEvent } from '@orderflow/messaging/events'

export interface Sample {
  readonly key: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly data: object
}

const id = '019bc134-7840-7c3e-9a54-3f2b6d8c1e70'
const cause = {
  id: '019bc134-783d-7b5a-ad95-225bcab298e5',
  type: 'Cause',
  data: {},
  correlationId: '019bc134-783d-7b5a-ad95-225bcab298e5',
  initiator: 'customer',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
}

/**
 * The example of the event's schema as the messaging package puts it on the topic. An older version is shown as
 * the copy that it is when a newer one is published beside it, unless that says what the older one has no word for.
 * @param publisher the name of a service; an event that none publishes still has an example
 */
export function sampleOf(contract: Contract, publisher = 'example'): Sample {
  const { examples } = contract.schema as { examples: readonly [object] }
  const [data] = examples
  const { key, headers } = encodeEvent(
    eventContract(contract.topic),
    { type: contract.type, data, sequence: 1 },
    {
      id,
      source: sourceOf(publisher),
      cause: { ...cause, at: momentIn(data) },
      copyOf: originalOf(contract)?.dataSchema,
    },
  )
  return { key, headers, data }
}

/** The newest version whose example the older one can say. */
function originalOf({ type, version }: Contract): Contract | undefined {
  const newer = [contracts[type], ...contracts[type].older].filter(contract => contract.version > version)
  return newer.find(contract => {
    try {
      const { examples } = contract.schema as { examples: readonly [object] }
      downcast(contract, examples[0], version)
      return true
    } catch {
      return false
    }
  })
}

/** CloudEvents' `source` of what a service publishes; what the bridge brings says which stack it is of. */
export const sourceOf = (publisher: string): string =>
  publisher === 'bridge' ? '/stacks/spring-rabbitmq' : `/services/${publisher}`

/** An event is decided at the moment that its data state. */
function momentIn(data: object): string {
  const moment = Object.values(data).find(value => /^\d{4}-\d\d-\d\dT/.test(String(value)))
  return moment ?? '2026-01-15T10:30:00.000Z'
}
