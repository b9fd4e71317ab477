import type { KafkaAddress } from '@orderflow/messaging/kafka'
import type { Databases } from './databases.ts'

/** What all databases together know of one order. */
export interface OrderFacts {
  readonly orderId: string
  /** Missing where another service knows an order that the order service does not. */
  readonly order?: {
    /** The version of the saga that it goes by. */
    readonly saga: number
    readonly status: string
    /** Minor units; null while the price is unknown. */
    readonly total: bigint | null
    readonly currency: string | null
    /** Its deadline has passed, and it has not ended. */
    readonly overdue: boolean
  }
  /** The reservation's status. */
  readonly reservation?: string
  readonly payment?: PaymentStream
  /** The status of every shipment. */
  readonly shipments: readonly string[]
  /** What reporting says; null where it does not know the order, nothing where there is no reporting. */
  readonly reported?: Reported | null
}

export interface Reported {
  readonly status: string
  /** Minor units. */
  readonly captured: bigint
  readonly refunded: bigint
}

/** The ledger's entries of one order, by version. */
export interface PaymentStream {
  readonly versions: readonly number[]
  readonly types: readonly string[]
  /** Whether an OrderCleared asked for its capture. */
  readonly cleared: boolean
  /** What was to be captured, in minor units; null if no entry says it. */
  readonly amount: bigint | null
  readonly currency: string | null
  /** Entries whose content names another order or type than their row. */
  readonly mislabelled: number
}

/** Something that an invariant does not hold for, with the values seen. */
export interface Finding {
  /** An order's or product's id, a key, or the name of a table or topic. */
  readonly subject: string
  readonly detail: string
}

interface Violation extends Finding {
  /** The invariant's name. */
  readonly invariant: string
}

/** What a check of whole databases found. */
export interface Findings {
  readonly checked: number
  /** All there are; `found` may hold only the first of them. */
  readonly violated: number
  readonly found: readonly Finding[]
  /** Why nothing was checked. */
  readonly skipped?: string
}

/** What a check of whole databases works on. */
export interface Scope {
  readonly databases: Databases
  /** Orders that have not ended. */
  readonly openOrders: number
  readonly acknowledged: Iterable<string>
  readonly kafka: KafkaAddress | undefined
  readonly deadLetterTopics: RegExp
  readonly allowDeadLetters: number
}

export interface Invariant {
  readonly name: string
  /** What holds, in a few words. */
  readonly says: string
  /** Checks one order; returns what is wrong with it. */
  readonly ofOrder?: (facts: OrderFacts) => string | undefined
  /** Checks whole databases, after all orders have been read. */
  readonly ofDatabases?: (scope: Scope) => Promise<Findings>
}

interface InvariantReport {
  readonly name: string
  readonly says: string
  readonly checked: number
  readonly violated: number
  /** Why nothing was checked. */
  readonly skipped?: string
}

export interface AuditReport {
  /** Orders that the order service knows. */
  readonly orders: number
  /** Checks made, over all invariants. */
  readonly checked: number
  /** At most 20 of each invariant; `invariants` has the full counts. */
  readonly violations: readonly Violation[]
  readonly invariants: readonly InvariantReport[]
}

export const isTerminal = (status: string) =>
  status === 'COMPLETED' || status === 'REJECTED' || status === 'CANCELLED'
