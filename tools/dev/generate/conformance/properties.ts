import type { Contract } from '@orderflow/events'
import type { Path } from './vector.ts'

/** The keywords that the vectors are made from. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer'
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
}

/** One property of an event, wherever in it; of an array's items, that of the first one. */
export interface Property {
  readonly path: Path
  readonly schema: Schema
  readonly required: boolean
}

/** Every property of an event's schema, outer ones first. */
export function propertiesOf({ schema }: Contract): Property[] {
  return inside(schema as Schema, [])
}

function inside({ properties = {}, required = [] }: Schema, path: Path): Property[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const here = [...path, name]
    const items = schema.items === undefined ? [] : inside(schema.items, [...here, 0])
    return [{ path: here, schema, required: required.includes(name) }, ...items, ...inside(schema, here)]
  })
}
