import type { Validator } from '../runtime.ts'
import type { DataOf } from './schema.ts'

/** One version of an event. */
export interface Version {
  /** Where its events lie: a name that ends in the version, `booking.requested.v1`. */
  readonly topic: string
  /** JSON Schema draft-07, unless `$schema` names 2020-12; TypeBox's are of both. */
  readonly schema: object
  /** A generated validator that states the first error. Without one, ajv compiles the schema when it is defined. */
  readonly quick?: Validator
  /** A generated validator that states all errors. */
  readonly thorough?: Validator
}

/**
 * A version that is still understood, and how it and the one after it are said in each other. Both are pure. Fields that the schema
 * does not know are to stay behind: the next version may use their names for something else.
 * Upcasting: Greg Young, "Versioning in an Event Sourced System".
 */
export interface OlderVersion extends Version {
  // biome-ignore lint/suspicious/noExplicitAny: the data of this version, which `Checked` compares with its schema
  upcast(older: any): unknown
  /** For who publishes this version beside the newer one. Loses what the older one has no word for, or throws. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  downcast?(newer: any): unknown
}

/** An event in its current version. */
export interface Row extends Version {
  /** The property of the data that is the Kafka key: a text that is required in every version. */
  readonly key: string
  /** The topic keeps the newest event of each key for ever, instead of every event for some days. */
  readonly compacted?: true
  /** Earlier versions that are still understood, newest first and without a gap. */
  readonly older?: readonly OlderVersion[]
}

/** Events by their type, a name in the past tense: `BookingRequested`. */
export interface EventTable {
  readonly [type: string]: Row
}

/** What a table has to be besides: each key a property of the data, each conversion between the data of its two versions. */
export type Checked<T extends EventTable> = {
  readonly [Type in keyof T]: {
    readonly key: KeyOf<DataOf<T[Type]['schema']>>
    readonly older?: CheckedOlder<T[Type]['older'], T[Type]>
  }
}

type KeyOf<Data> = unknown extends Data
  ? string
  : { [P in keyof Data]-?: unknown extends Data[P] ? P : Data[P] extends string ? P : never }[keyof Data] &
      string

type CheckedOlder<Older, Newer extends Version> = Older extends readonly [
  infer Next extends OlderVersion,
  ...infer Rest,
]
  ? readonly [Next & Conversion<DataOf<Next['schema']>, DataOf<Newer['schema']>>, ...CheckedOlder<Rest, Next>]
  : Older

/** How an event of one version is read as the next, and how the next is said in it. */
export interface Conversion<Older, Newer> {
  upcast(older: Older): Newer
  downcast?(newer: Newer): Older
}
