import { fileURLToPath } from 'node:url'
import {
  codePattern,
  dateTimePattern,
  noCodePattern,
  noDateTimePattern,
  noTextPattern,
  textPattern,
} from '@orderflow/event-contracts'
import { readSchemaFolder } from '@orderflow/event-contracts/generate'
import { divergencesIn } from '@orderflow/event-contracts/portability'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { JSONSchema7 } from 'json-schema'
import { describe, expect, test } from 'vitest'
import { allContracts, contractOfTopic } from './registry.ts'

const folder = fileURLToPath(new URL('../../../schemas/', import.meta.url))
const files = (await readSchemaFolder(folder)).events.map(({ topic, schema }) => ({
  topic,
  schema: schema as JSONSchema7,
}))

interface Part {
  readonly pointer: string
  readonly schema: JSONSchema7
}

/** A schema and all schemas inside it, each with its JSON pointer. */
function partsOf(schema: JSONSchema7, pointer = ''): Part[] {
  const inner = Object.entries(schema.properties ?? {}).map(([name, part]) => [`/properties/${name}`, part])
  if (schema.items !== undefined) inner.push(['/items', schema.items as JSONSchema7])
  return [
    { pointer, schema },
    ...inner.flatMap(([path, part]) => partsOf(part as JSONSchema7, `${pointer}${path}`)),
  ]
}

/** The keywords that say which texts are taken, apart from their lengths. */
const formOf = ({ format, pattern, not }: JSONSchema7) => JSON.stringify({ format, pattern, not })
const time = { format: 'date-time', pattern: dateTimePattern, not: { pattern: noDateTimePattern } }
const forms = new Set(
  [
    time,
    { pattern: textPattern, not: { pattern: noTextPattern } },
    { pattern: codePattern, not: { pattern: noCodePattern } },
    // Of one length, so that maxLength leaves no room for a line end behind `$`.
    { pattern: '^[A-Z]{3}$' },
    { pattern: '^[A-Z]{2}$' },
  ].map(form => formOf(form)),
)

function isBounded({ type, maxLength, maxItems, minimum, maximum }: JSONSchema7): boolean {
  if (type === 'string') return maxLength !== undefined
  if (type === 'array') return maxItems !== undefined
  if (type === 'integer') return minimum !== undefined && maximum !== undefined
  return type === 'object'
}

test('the registry has every schema, and nothing else', () => {
  expect(allContracts.map(({ topic }) => topic).sort()).toEqual(files.map(({ topic }) => topic))
})

test('order.created.v1 is the public contract, to the letter', () => {
  const schema = files.find(({ topic }) => topic === 'order.created.v1')?.schema
  const structure = JSON.parse(JSON.stringify(schema), (name, value) =>
    ['$id', '$schema', 'title', 'description', 'examples'].includes(name) ? undefined : value,
  )
  expect(structure).toEqual({
    type: 'object',
    required: ['orderId', 'customerId', 'items', 'createdAt'],
    properties: {
      orderId: { type: 'string' },
      customerId: { type: 'string' },
      items: {
        type: 'array',
        items: {
          type: 'object',
          required: ['productId', 'quantity'],
          properties: {
            productId: { type: 'string' },
            quantity: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
          },
        },
      },
      createdAt: {
        type: 'string',
        format: 'date-time',
        pattern: dateTimePattern,
        not: { pattern: noDateTimePattern },
      },
    },
  })
})

describe.each(files)('$topic', ({ topic, schema }) => {
  const parts = partsOf(schema)

  test('its topic, type, version and $id agree', () => {
    expect(schema.$id).toBe(`urn:orderflow:${topic}`)
    expect(contractOfTopic(topic)).toMatchObject({
      type: schema.title,
      topic,
      version: Number(topic.split('.v')[1]),
      dataSchema: schema.$id,
      schema,
    })
  })

  test('compiles in strict mode and takes its own example', () => {
    const ajv = new Ajv({ strict: true })
    addFormats.default(ajv, ['date-time'])
    const validate = ajv.compile(schema as object)
    const examples = schema.examples as unknown[]
    expect(examples).toHaveLength(1)
    expect(validate(examples[0]), ajv.errorsText(validate.errors)).toBe(true)
  })

  test('has nothing that validators judge differently', () => {
    expect(divergencesIn(schema)).toEqual([])
  })

  test('its example shows every property', () => {
    const [example] = schema.examples as unknown as [object]
    expect(Object.keys(example).sort()).toEqual(Object.keys(schema.properties ?? {}).sort())
  })

  test('every part says what it means', () => {
    expect(parts.filter(part => !part.schema.description).map(part => part.pointer)).toEqual([])
  })

  test('stands alone and stays open: no $ref, unknown fields allowed', () => {
    expect(parts.filter(part => '$ref' in part.schema || 'additionalProperties' in part.schema)).toEqual([])
  })

  test('every string, array and integer is bounded, except in the public contract', () => {
    const unbounded = parts.filter(part => !isBounded(part.schema)).map(part => part.pointer)
    expect(unbounded).toEqual(topic === 'order.created.v1' ? expect.any(Array) : [])
  })

  test('every text has a form: times, ids, codes, and codes of one length', () => {
    const texts = parts.filter(part => part.schema.type === 'string')
    const formless = texts.filter(part => !forms.has(formOf(part.schema))).map(part => part.pointer)
    expect(formless).toEqual(topic === 'order.created.v1' ? expect.any(Array) : [])
    const times = texts.filter(part => part.schema.format !== undefined)
    expect(times.length).toBeGreaterThan(0)
    expect(times.map(part => formOf(part.schema))).toEqual(times.map(() => formOf(time)))
  })

  test('has arrays at the top level only, which is what bounds the work of explaining an error', () => {
    const arrays = parts.filter(part => part.schema.type === 'array').map(part => part.pointer)
    expect(arrays.filter(pointer => !/^\/properties\/\w+$/.test(pointer))).toEqual([])
  })
})
