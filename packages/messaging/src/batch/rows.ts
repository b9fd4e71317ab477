import type { Input, WorkingSet } from '../types/decider.ts'

/**
 * Rows of one table that a batch has loaded, with the changes it makes to them. Rows are values: a
 * decider sets a new row and never alters one in place. What one input sets is staged, then kept or
 * discarded as a whole, so that an input that throws leaves no trace.
 */
export class Rows<Row> implements WorkingSet {
  readonly keyOf: (row: Row) => string
  readonly #stored = new Map<string, Row>()
  readonly #current = new Map<string, Row>()
  readonly #staged = new Map<string, Row>()
  readonly #changedBy = new Map<string, Input>()
  readonly #asked: ((key: string) => string) | undefined

  /**
   * @param loaded the rows as the database has them
   * @param asked gives a key as rows have it, or throws if its row was not asked for; without it, any may be
   */
  constructor(keyOf: (row: Row) => string, loaded: Iterable<Row> = [], asked?: (key: string) => string) {
    this.keyOf = keyOf
    this.#asked = asked
    for (const row of loaded) {
      const key = keyOf(row)
      this.#stored.set(key, row)
      this.#current.set(key, row)
    }
  }

  /** The row as it is now, frozen: what is altered in place would not be saved. Undefined if there is none. */
  get(key: string): Row | undefined {
    const known = this.#asked === undefined ? key : this.#asked(key)
    return Object.freeze(this.#staged.get(known) ?? this.#current.get(known))
  }

  /** The rows as the database had them when the batch began. */
  loaded(): Row[] {
    return [...this.#stored.values()]
  }

  /** The row as the database had it when the batch began. */
  stored(key: string): Row | undefined {
    return this.#stored.get(key)
  }

  set(row: Row): void {
    const key = this.keyOf(row)
    this.#staged.set(this.#asked === undefined ? key : this.#asked(key), row)
  }

  commit(by: Input): void {
    if (this.#staged.size === 0) return
    for (const [key, row] of this.#staged) {
      this.#current.set(key, row)
      this.#changedBy.set(key, by)
    }
    this.#staged.clear()
  }

  rollback(): void {
    this.#staged.clear()
  }

  /** Rows that the database does not have yet. */
  inserted(): Row[] {
    return this.changes().flatMap(({ row }) => (this.#stored.has(this.keyOf(row)) ? [] : [row]))
  }

  /** Rows that the database has and this batch changed. */
  updated(): Row[] {
    return this.changes().flatMap(({ row }) => (this.#stored.has(this.keyOf(row)) ? [row] : []))
  }

  /** Every changed row once, as it is now, with the last input that changed it. */
  changes(): { row: Row; by: Input }[] {
    const changes: { row: Row; by: Input }[] = []
    for (const [key, by] of this.#changedBy) changes.push({ row: this.#current.get(key) as Row, by })
    return changes
  }
}
