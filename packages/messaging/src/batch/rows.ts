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

  /** @param loaded the rows as the database has them */
  constructor(keyOf: (row: Row) => string, loaded: Iterable<Row> = []) {
    this.keyOf = keyOf
    for (const row of loaded) {
      const key = keyOf(row)
      this.#stored.set(key, row)
      this.#current.set(key, row)
    }
  }

  get(key: string): Row | undefined {
    return this.#staged.get(key) ?? this.#current.get(key)
  }

  /** The row as the database had it when the batch began. */
  stored(key: string): Row | undefined {
    return this.#stored.get(key)
  }

  set(row: Row): void {
    this.#staged.set(this.keyOf(row), row)
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
