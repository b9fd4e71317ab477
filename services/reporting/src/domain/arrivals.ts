import type { WorkingSet } from '@orderflow/messaging/decider'

/** What a batch only adds, in the order in which it came; what one input adds is kept or discarded as a whole. */
export class Arrivals<Row> implements WorkingSet {
  #kept = 0
  readonly #rows: Row[] = []

  add(row: Row): void {
    this.#rows.push(row)
  }

  commit(): void {
    this.#kept = this.#rows.length
  }

  rollback(): void {
    this.#rows.length = this.#kept
  }

  /** All that was kept. */
  inserted(): readonly Row[] {
    return this.#rows.slice(0, this.#kept)
  }
}
