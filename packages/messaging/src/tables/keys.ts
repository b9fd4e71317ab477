import { describe, MessagingError } from '../errors.ts'
import type { Input } from '../types/decider.ts'
import type { KeyField } from './fields.ts'

type Key = string | number | null | undefined
/** Keys as an input's data have them: one, several, or none. */
export type SomeKeys = Key | readonly Key[]

/** How the rows of a table are told apart. In a working set, keys are texts, of numbers too. */
export interface Keys {
  readonly keyOf: (row: Readonly<Record<string, unknown>>) => string
  /** Each key once, as rows have it. What no row can have is left out. */
  formsOf(keys: Iterable<unknown>): ReadonlySet<string>
  /** The keys of the rows that the inputs need. */
  ofInputs(inputs: readonly Input[]): ReadonlySet<string>
  /** What holds deciders to the keys that are loaded: gives a key its form, or throws ROW_NOT_LOADED. */
  among(loaded: ReadonlySet<string>): (key: string) => string
}

/** @param keysOf what an input needs; without it, its data's property that is named as the key is */
export function keysOfTable(
  table: string,
  { property, type, keys: forms }: KeyField,
  keysOf: (input: Input) => SomeKeys = ({ data }) => (data as Record<string, Key> | null)?.[property],
): Keys {
  const lower = type === 'uuid'
  const formOf = (key: unknown) => {
    const text = typeof key === 'number' ? String(key) : key
    if (typeof text !== 'string') return undefined
    const form = lower ? text.toLowerCase() : text
    return forms.test(form) ? form : undefined
  }
  function add(to: Set<string>, key: unknown) {
    const form = formOf(key)
    if (form !== undefined) to.add(form)
  }

  return {
    formsOf(keys) {
      const all = new Set<string>()
      for (const key of keys) add(all, key)
      return all
    },
    ofInputs(inputs) {
      const all = new Set<string>()
      for (const input of inputs) {
        const needed = asked(input)
        if (Array.isArray(needed)) for (const key of needed) add(all, key)
        else add(all, needed)
      }
      return all
    },
    keyOf: row => (lower ? String(row[property]).toLowerCase() : String(row[property])),
    among: loaded => key => {
      if (loaded.has(key)) return key
      const form = formOf(key)
      if (form !== undefined && loaded.has(form)) return form
      const named = `the row ${JSON.stringify(key)} of the table ${table}`
      throw new MessagingError(
        'ROW_NOT_LOADED',
        form === undefined
          ? `There cannot be ${named}: its ${property} is ${type}.`
          : `The batch has not loaded ${named}: an input loads the row that its data's ${property} names, or those of keysOf.`,
      )
    },
  }

  /** An error that says whose it is; and the data's fault, so that the other inputs go on. */
  function asked(input: Input): SomeKeys {
    try {
      return keysOf(input)
    } catch (error) {
      throw new MessagingError(
        'KEYS_UNKNOWN',
        `keysOf of the table ${table} threw on ${input.type}: ${describe(error)}`,
        error,
      )
    }
  }
}
