import { asTime } from '../database/times.ts'

/**
 * The types that a column may have, in SQL's words, and what a row has for each. A `bigint` beyond 2^53 is refused when it
 * is read: `numeric` has all digits, as text. A moment is ISO 8601 in UTC, as in events, to the millisecond.
 */
interface Values {
  text: string
  varchar: string
  uuid: string
  integer: number
  smallint: number
  bigint: number
  real: number
  'double precision': number
  numeric: string
  boolean: boolean
  /** `2026-12-24` */
  date: string
  /** `2026-12-24T18:00:00.000Z` */
  timestamptz: string
  json: unknown
  jsonb: unknown
}
type Sized = `varchar(${number})` | `numeric(${number}, ${number})` | `numeric(${number},${number})`
type Word = keyof Values | Sized

/** A column: its type, and `null` where it may be that. */
export type Column = Word | `${Word} null`
export type Columns = Readonly<Record<string, Column>>

type ValueOf<C> = C extends `${infer W} null`
  ? ValueOf<W> | null
  : C extends keyof Values
    ? Values[C]
    : string

/** The row that columns make. */
export type RowOf<C> = { readonly [Name in keyof C]: ValueOf<C[Name]> }

type Texts = 'text' | 'varchar' | 'uuid' | 'numeric' | 'date' | 'timestamptz' | Sized
type Numbers = 'integer' | 'smallint' | 'bigint' | 'real' | 'double precision'
type Jsons = 'json' | 'jsonb'
type WordFor<V> = [V] extends [string]
  ? Texts
  : [V] extends [number]
    ? Numbers
    : [V] extends [boolean]
      ? 'boolean'
      : Jsons

/** The columns that fit a row whose type is stated. A property that may be missing fits none: a column has a value or null. */
export type ColumnsOf<Row> = {
  readonly [Name in keyof Row]-?: unknown extends Row[Name]
    ? Jsons | `${Jsons} null`
    : undefined extends Row[Name]
      ? never
      : null extends Row[Name]
        ? `${WordFor<NonNullable<Row[Name]>>} null`
        : WordFor<Row[Name]>
}

/** What is done with the values of a type beyond handing them over. */
export interface Kind {
  /** The type of the array that carries a column's values, if it is not the word itself. */
  readonly array?: string
  /** How the database is asked for it, if not as it is stored; `c` is the column. */
  readonly selected?: (c: string) => string
  readonly read?: (value: unknown) => unknown
  readonly write?: (value: unknown) => unknown
  /** Whether a value that is not null can be read again as it was written, where the database would take others too. */
  readonly returns?: (value: unknown) => boolean
  /** The texts that keys of this type have; without it, the type is no key's. */
  readonly keys?: RegExp
}

const whole: Kind = { keys: /^(0|-?[1-9]\d*)$/ }
const json: Kind = { write: value => (value === null ? null : JSON.stringify(value)) }

/** Every word, without what stands in brackets. */
export const kinds: Readonly<Record<string, Kind>> = {
  text: { keys: /^/ },
  // Without its length, which a cast would cut to: an insert refuses what is too long.
  varchar: { array: 'text', keys: /^/ },
  uuid: { keys: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ },
  integer: whole,
  smallint: whole,
  bigint: { ...whole, read: safeInteger, returns: Number.isSafeInteger },
  real: {},
  'double precision': {},
  numeric: {},
  boolean: {},
  // As text: pg would make midnight of it, in the time zone of the process.
  date: { selected: c => `to_char(${c}, 'YYYY-MM-DD')`, keys: /^\d{4}-\d\d-\d\d$/ },
  timestamptz: { read: value => value && asTime(value as Date | string) },
  json,
  jsonb: json,
}

/** pg's own pool reads a bigint as text, a service's as a number. */
function safeInteger(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (Number.isSafeInteger(Number(value))) return Number(value)
  throw new RangeError(`The bigint ${value} is beyond 2^53: a column of type numeric has it as text.`)
}
