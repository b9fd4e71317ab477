import type { CommandKey } from '@orderflow/messaging/command-keys'
import type { Concluded, Decider, Input, WorkingSet } from '@orderflow/messaging/decider'
import type { Contracts } from '@orderflow/messaging/events'
import type { Scenario, Stimulus } from './scenario.ts'

/**
 * The words of the simulator.
 *
 * - Scenario: what the world outside wants: orders, cancellations, deadlines, adjustments, and the stock.
 * - Action: one step of a schedule, with its fault if it has one: a batch, a send of the relay, a call.
 * - Schedule: a scenario and the actions that were taken. The same seed gives the same schedule.
 * - Twin: how a service's rows are kept in memory instead of in PostgreSQL.
 * - Entry: what waits to be taken into a service's next batch and did not come from a topic.
 */

/** Tables of a service, by name, as a twin keeps them: rows are values and never altered in place. */
// biome-ignore lint/suspicious/noExplicitAny: the rows' types belong to the services, which a package does not know
export type Tables = { readonly [name: string]: Map<string, any> }

// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyWorkingSet = any

/** A service's store in memory: it loads and saves what the store in `store.ts` does. */
export interface Twin<World extends { readonly [name: string]: WorkingSet } = AnyWorkingSet> {
  create(scenario: Scenario): Tables
  load(tables: Tables, inputs: readonly Input[]): World
  save(tables: Tables, world: World): void
  conclude?(world: World, at: string): readonly Concluded[]
  /** Where an input finds the row that it concerns, in the words of the service's table of transitions. */
  cell(world: World, input: Input): Cell | undefined
  /** What must hold after every batch, not only in the end: what is wrong, if anything. */
  broken?(world: World): string | undefined
}

/** A cell of a table of transitions. */
export interface Cell {
  readonly state: string
  readonly input: string
}

/** A service as it runs in the simulation: its real decisions and contracts, and the twin of its store. */
export interface SimulatedService {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: each row of the table has its own data type, checked where the table is written
  readonly decide: Decider<AnyWorkingSet, any>
  readonly contracts: Contracts
  /** The topics that it reads. */
  readonly topics: readonly string[]
  readonly twin: Twin
  /** Under what the inbox knows a record; `undefined` lets it through unseen. Other than the id in seeded bugs only. */
  inboxKey(message: Message): string | undefined
  /** Whether what a command with a key has led to is kept. Not so in seeded bugs only. */
  readonly keepsReplies: boolean
  /** Whether copies of an event in an older version are left out where the newer one is read too. */
  readonly leavesOutCopies: boolean
}

/** The whole system under simulation. */
export interface System {
  /** Releases that must all work, such as one that publishes an event in its old version only. */
  readonly deployments: readonly Deployment[]
  /** Which service a stimulus goes to and as what input; undefined while it cannot happen. */
  inputOf(scenario: Scenario, stimulus: Stimulus, tables: readonly Tables[]): ForService | undefined
  /** The deadline of an order that is there. */
  deadlineOf(orderId: string): ForService
  readonly payments: PaymentCalls
  /** What the services' tables say, for the invariants. */
  read(tables: readonly Tables[]): Books
  /** The orders that the services count as stuck, when all deadlines have passed. */
  stuck(services: readonly Stalled[]): ReadonlySet<string>
}

/** What a service knows of its rows and of the messages that it has set aside. */
export interface Stalled {
  readonly tables: Tables
  readonly setAside: readonly Pick<Message, 'topic' | 'key'>[]
}

export interface Deployment {
  readonly name: string
  /** In the same order in every deployment. */
  readonly services: readonly SimulatedService[]
  /** The release before, to which services of these names are brought back, and forward again; none unless told. */
  readonly previous?: readonly SimulatedService[]
}

/** An input for a service, without the id and the time that the simulator gives it. */
export interface ForService {
  readonly service: number
  readonly input: Omit<Input, 'at' | 'id' | 'correlationId'>
  /** Of a command that its client sends again until it has an answer. */
  readonly key?: CommandKey | undefined
}

/** Between the payment service and the gateway. */
export interface PaymentCalls {
  /** The payment service's place among the services. */
  readonly service: number
  /** The requests that have no answer yet, as rows of its tables. */
  requests(tables: Tables): ReadonlyMap<string, GatewayRequest>
  /** The idempotency key of a call; `attempt` counts from 1. */
  keyOf(request: GatewayRequest, attempt: number): string
  answer(request: GatewayRequest, refusal: string | undefined): Omit<Input, 'at' | 'id'>
}

export interface GatewayRequest {
  readonly orderId: string
  readonly operation: 'capture' | 'refund'
  readonly customerId: string
  readonly amount: { readonly amount: number; readonly currency: string }
  readonly causeId: string
  readonly correlationId: string
  readonly initiator: string
}

/** An event on its way, in one version. Data are passed on as they are: deciders treat them as values. */
export interface Message {
  /** The event's id: the same for all its versions. */
  readonly id: string
  readonly type: string
  readonly topic: string
  readonly key: string
  readonly sequence: number
  readonly data: unknown
  readonly headers: { readonly ce_copyof: string | undefined }
  /** The service that it was sent back for, out of its dead letters: no other takes it. */
  readonly redriveFor?: string
  readonly correlationId: string
  readonly initiator: string
}

/** What the tables of all services say. */
export interface Books {
  readonly orders: Iterable<OrderRow>
  readonly products: Iterable<ProductRow>
  readonly adjustments: Iterable<{ readonly productId: string; readonly delta: number }>
  readonly payments: ReadonlyMap<string, PaymentFacts>
  readonly shipments: ReadonlyMap<string, { readonly status: string }>
}

export interface OrderRow {
  readonly orderId: string
  readonly status: string
  readonly items: readonly { readonly productId: string; readonly quantity: number }[]
  readonly total: { readonly amount: number } | null
}

export interface ProductRow {
  readonly productId: string
  readonly available: number
  readonly reserved: number
  readonly sold: number
}

/** Amounts are in minor units. */
export interface PaymentFacts {
  readonly captures: number
  readonly captured: number
  readonly refunded: number
}

/** An invariant that did not hold. */
export interface Violation {
  /** A stable name: `order-ended`. */
  readonly invariant: string
  readonly detail: string
}
