import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { type Schema, strict } from './strict.ts'

const schema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        config: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        ports: { type: 'array', items: { type: 'object', properties: { port: { type: 'integer' } } } },
        nothing: { type: 'object' },
      },
      anyOf: [{ properties: { replicas: { minimum: 1 } } }],
    },
  },
}
const isValid = new Ajv({ strict: false }).compile(strict(schema))

test.each([
  ['fields that it knows', { replicas: 1, ports: [{ port: 1 }] }, true],
  ['a misspelt field', { replica: 1 }, false],
  ['a misspelt field in a list', { ports: [{ prot: 1 }] }, false],
  ['a map', { labels: { any: 'value' } }, true],
  ['a map of something else', { labels: { any: 1 } }, false],
  ['what is left to others', { config: { any: { value: 1 } } }, true],
  ['an object without fields', { nothing: { any: 1 } }, false],
  ['a value that is narrowed', { replicas: 0 }, false],
])('%s', (_, spec, valid) => {
  expect(isValid({ spec })).toBe(valid)
})
