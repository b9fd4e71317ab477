import type { Validator } from '../runtime.ts'
import { errorLine } from '../validate.ts'
import { EventError } from './errors.ts'
import type { Row, Version } from './table.ts'

/** What producers and consumers agree on for one version of one event. */
export interface Contract<Type extends string = string> {
  readonly type: Type
  readonly version: number
  readonly topic: string
  /** The property of the data that is the Kafka key. */
  readonly key: string
  readonly compacted: boolean
  /** The URI of the schema, for CloudEvents' `dataschema`: its `$id`, or `urn:<namespace>:<topic>`. */
  readonly dataSchema: string
  readonly schema: object
  /** The versions before this one that are still understood, newest first. */
  readonly older: readonly Contract<Type>[]
  /**
   * The Kafka key of an event with these data: the same key is always on the same partition, so its events keep their
   * order. Throws `EVENT_KEY_MISSING` when the data have none; valid data always have one.
   */
  keyOf(data: unknown): string
  /**
   * What is wrong with the data: one line with JSON pointers, at most five errors, and nothing of the data's own text.
   * Undefined when they follow the schema. Never throws.
   */
  validationError(data: unknown): string | undefined
}

/** Validators of a version: those of its row, or compiled. */
export type ValidatorsOf = (version: Version) => { readonly quick: Validator; readonly thorough: Validator }

/** The contract of a row's current version, with those of the earlier ones in it. */
export function contractOf(namespace: string, type: string, row: Row, validatorsOf: ValidatorsOf): Contract {
  const { topic, key, schema, compacted = false, older: [before, ...rest] = [] } = row
  const { quick, thorough } = validatorsOf(row)
  const previous = before && contractOf(namespace, type, { ...rowOf(before, row), older: rest }, validatorsOf)
  return {
    type,
    version: versionIn(topic),
    topic,
    key,
    compacted,
    dataSchema: (schema as { readonly $id?: string }).$id ?? `urn:${namespace}:${topic}`,
    schema,
    older: previous ? [previous, ...previous.older] : [],
    keyOf(data) {
      const found = (data as Readonly<Record<string, unknown>> | null | undefined)?.[key]
      if (typeof found === 'string') return found
      throw new EventError('EVENT_KEY_MISSING', `${type} needs the string ${key}; validate the data first`)
    },
    validationError: data => errorLine(quick, thorough, data),
  }
}

/** An earlier version has the key of the current one, and is kept like it. */
const rowOf = (version: Version, { key, compacted }: Row): Row => ({
  ...version,
  key,
  ...(compacted && { compacted }),
})

/** The number at a topic's end. */
export const versionIn = (topic: string): number => Number(/\d+$/.exec(topic))
