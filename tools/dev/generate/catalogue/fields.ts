import { dateTimePattern, textPattern } from '@orderflow/events'

/** The parts of JSON Schema that are described in words; any other keyword is shown as it stands. */
interface Schema {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly [keyword: string]: unknown
}

/** One place in an event's data. */
export interface Field {
  /** `orderId`, `items[]`, `items[].productId`. */
  readonly path: string
  readonly type: string
  /** Undefined for the items of an array, which are there or not. */
  readonly required: boolean | undefined
  readonly bounds: string
  readonly meaning: string
}

/** Every field that a schema describes, outer ones first. */
export function fieldsOf(schema: object): Field[] {
  const { properties = {}, required = [] } = schema as Schema
  return Object.entries(properties).flatMap(([name, part]) =>
    fieldAndInner(name, part, required.includes(name)),
  )
}

function fieldAndInner(path: string, schema: Schema, required: boolean | undefined): Field[] {
  const { type = 'any', description = '', items } = schema
  const field = { path, type, required, bounds: boundsOf(schema), meaning: description }
  const ofItems = items === undefined ? [] : fieldAndInner(`${path}[]`, items, undefined)
  const inner = fieldsOf(schema).map(part => ({ ...part, path: `${path}.${part.path}` }))
  return [field, ...ofItems, ...inner]
}

// What `not` says, the pattern beside it means too: only less plainly to some validators.
const inOtherColumns = ['type', 'description', 'properties', 'required', 'items', 'not']
const spans = [
  { min: 'minLength', max: 'maxLength', unit: ' characters' },
  { min: 'minItems', max: 'maxItems', unit: ' items' },
  { min: 'minimum', max: 'maximum', unit: '' },
]

function boundsOf(schema: Schema): string {
  const inSpans = spans.flatMap(({ min, max }) => [min, max])
  const others = Object.keys(schema).filter(name => !inSpans.includes(name) && !inOtherColumns.includes(name))
  return [
    ...spans.map(({ min, max, unit }) => spanOf(schema[min], schema[max], unit)).filter(Boolean),
    ...others.map(name => inWords(schema[name]) ?? `${name} \`${textOf(schema[name])}\``),
  ].join(', ')
}

/** The two long patterns that most fields share. */
const inWords = (value: unknown): string | undefined =>
  value === dateTimePattern
    ? 'years 1970 to 9998'
    : value === textPattern
      ? 'no control characters'
      : undefined

function spanOf(min: unknown, max: unknown, unit: string): string {
  if (min === undefined && max === undefined) return ''
  if (max === undefined) return `at least ${min}${unit}`
  if (min === undefined) return `at most ${limit(max)}${unit}`
  return `${min} to ${limit(max)}${unit}`
}

/** The largest integer that JavaScript counts exactly says little in digits. */
const limit = (max: unknown) => (max === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : String(max))

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
