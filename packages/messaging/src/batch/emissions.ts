import { MessagingError } from '../errors.ts'
import type { Published } from '../events/contracts.ts'
import { encodeEvent } from '../events/encode.ts'
import { assertSendable, type OutboxMessage } from '../outbox/outbox.ts'
import { startCreate } from '../tracing/message-spans.ts'
import { contextOf } from '../tracing/trace-context.ts'
import type { Emission, Input } from '../types/decider.ts'
import type { Service } from './service.ts'

/**
 * An emission as messages: one, or one for each version that is published, with the same id. What no schema
 * allows throws here, within the transaction of the input that would have caused it.
 */
export function encodeEmission(
  service: Pick<Service<never>, 'name' | 'source' | 'contracts' | 'newId' | 'tracer'>,
  emission: Emission,
  cause: Input,
): OutboxMessage[] {
  const { source = `/services/${service.name}` } = service
  const context = { id: service.newId(), source, cause }
  return statedInVersions(service, emission).map(({ version, data, copyOf }) => {
    const span = startCreate(service.tracer, { topic: version.topic, id: context.id, cause })
    const trace = span && contextOf(span)
    const message = encodeEvent(version, { ...emission, data }, { ...context, copyOf, trace })
    assertSendable(message)
    return span === undefined ? message : { ...message, span }
  })
}

/** An emission as one published version says it. */
export interface Stated {
  readonly version: Published
  readonly data: unknown
  /** For an older version: the schema of the newest one that is published. */
  readonly copyOf: string | undefined
}

/**
 * An emission in every version that the service publishes and that is to tell it, the newest first; throws for what no
 * schema allows.
 */
export function statedInVersions(
  { name, contracts }: Pick<Service<never>, 'name' | 'contracts'>,
  { type, sequence, data: stated, versions: told }: Emission,
): Stated[] {
  const published = contracts.published(type)
  if (published.length === 0) throw new MessagingError('EVENT_UNKNOWN', `${name} does not publish ${type}.`)
  const versions = told === undefined ? published : published.filter(({ version }) => told.includes(version))
  const [newest] = versions
  if (newest === undefined) {
    throw new MessagingError(
      'EVENT_INVALID',
      `${name} would publish ${type} in version ${told?.join(' or ')} alone, which it does not publish: name one that it does.`,
    )
  }
  if (!Number.isSafeInteger(sequence) || sequence < 1) {
    throw new MessagingError(
      'EVENT_INVALID',
      `${name} would publish ${type} with the sequence ${sequence}: give it a whole number, 1 for the first event about its key and more for each later one.`,
    )
  }
  return versions.map(version => ({
    version,
    data: validData(name, version, stated),
    copyOf: version === newest ? undefined : newest.dataSchema,
  }))
}

function validData(service: string, contract: Published, stated: unknown): unknown {
  const data = contract.downcast(stated)
  const invalid = contract.validationError(data)
  if (invalid === undefined) return data
  throw new MessagingError(
    'EVENT_INVALID',
    `${service} would publish an invalid ${contract.type} on ${contract.topic}: ${invalid}`,
  )
}
