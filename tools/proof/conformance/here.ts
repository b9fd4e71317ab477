import { allContracts, contractOfTopic } from '@orderflow/events'
import { readValue } from '@orderflow/messaging/events'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { Value, Verdict } from './vectors.ts'

const ajv = new Ajv({ strict: true })
addFormats.default(ajv, ['date-time'])
const compiled = new Map(allContracts.map(({ topic, schema }) => [topic, ajv.compile(schema)]))

/** What a consumer here says of a value, by the validators that are generated. */
export const byOurs = (value: Value): Verdict =>
  verdict(value, json => contractOfTopic(value.topic)?.validationError(json) === undefined)

/** What ajv says of it, from the schemas as they stand. */
export const byAjv = (value: Value): Verdict =>
  verdict(value, json => compiled.get(value.topic)?.(json) === true)

function verdict({ value }: Value, isValid: (json: unknown) => boolean): Verdict {
  const read = readValue(Buffer.from(value))
  return !('poison' in read) && isValid(read.json) ? 'valid' : 'invalid'
}
