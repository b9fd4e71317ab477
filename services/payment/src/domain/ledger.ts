import type { Input, WorkingSet } from '@orderflow/messaging/decider'
import { type Entry, evolve, type Payment } from './payment.ts'

/** An entry that a batch has appended, where it stands in its stream, and the input that caused it. */
export interface Appended {
  readonly entry: Entry
  /** Position in the payment's stream, from 1. */
  readonly version: number
  /** The state after it. */
  readonly payment: Payment
  readonly by: Input
}

/**
 * The ledger of the payments that a batch works on: streams of entries that can be read as a state and
 * appended to, never changed. What one input appends is kept or discarded as a whole.
 */
export class Ledger implements WorkingSet {
  readonly #payments = new Map<string, Payment>()
  readonly #staged = new Map<string, Payment>()
  readonly #stagedEntries: Omit<Appended, 'by'>[] = []
  readonly #appended: Appended[] = []

  /** @param entries the streams as the database has them, each in order */
  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) {
      this.#payments.set(entry.orderId, evolve(this.#payments.get(entry.orderId), entry))
    }
  }

  get(orderId: string): Payment | undefined {
    return this.#staged.get(orderId) ?? this.#payments.get(orderId)
  }

  /** Appends an entry and returns the state after it. */
  append(entry: Entry): Payment {
    const payment = evolve(this.get(entry.orderId), entry)
    this.#staged.set(entry.orderId, payment)
    this.#stagedEntries.push({ entry, version: payment.version, payment })
    return payment
  }

  commit(by: Input): void {
    for (const [orderId, payment] of this.#staged) this.#payments.set(orderId, payment)
    for (const staged of this.#stagedEntries) this.#appended.push({ ...staged, by })
    this.rollback()
  }

  rollback(): void {
    this.#staged.clear()
    this.#stagedEntries.length = 0
  }

  /** All that this batch has appended, in order. */
  appended(): readonly Appended[] {
    return this.#appended
  }
}
