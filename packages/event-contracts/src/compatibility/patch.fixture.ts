import { fileURLToPath } from 'node:url'
import { readSchemaFolder } from '../generate/schema-files.ts'
import type { Schema } from './schemas.fixture.ts'

const folder = fileURLToPath(new URL('../../../../schemas/', import.meta.url))
const { events } = await readSchemaFolder(folder)
const files = new Map(events.map(({ topic, schema }) => [topic, schema as Schema]))

/** Sets the value at a JSON pointer; `undefined` removes it, and `-` is the end of a list. */
export type Patch = Readonly<Record<string, unknown>>

/** The schema of a topic, patched. */
export function schemaOf(topic: string, ...patches: readonly Patch[]): Schema {
  const schema = structuredClone(files.get(topic)) as Schema
  for (const patch of patches)
    for (const [pointer, value] of Object.entries(patch)) set(schema, pointer, structuredClone(value))
  return schema
}

function set(schema: Schema, pointer: string, value: unknown): void {
  const steps = pointer.split('/').slice(1)
  const names = steps.map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = names.pop() as string
  const target = names.reduce((part, name) => part[name] as Schema, schema)
  if (Array.isArray(target)) target.splice(last === '-' ? target.length : Number(last), 1, ...given(value))
  else if (value === undefined) delete target[last]
  else Object.defineProperty(target, last, { value, enumerable: true, configurable: true, writable: true })
}

const given = (value: unknown) => (value === undefined ? [] : [value])
