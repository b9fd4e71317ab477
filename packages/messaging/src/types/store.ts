import type { Emission, Input } from './decider.ts'
import type { KafkaRecord } from './record.ts'
import type { Statement, Tx } from './statement.ts'

/** How a service keeps its state: set-based, a statement or two each way, however many inputs. */
export interface Store<World> {
  /**
   * Reads all rows that these inputs may need and locks them in key order. Statements that do not need each
   * other's answers are sent together (`Promise.all`).
   */
  load(tx: Tx, inputs: readonly Input[]): Promise<World>
  /** For a store whose rows remember what they were made of, so that the inbox is spared it. */
  readonly memory?: Memory<World>
  /** What writes the rows that were changed, and only those; executed in this order, in one round trip. Pure. */
  save(world: World): readonly Statement[]
  /**
   * Events about the batch as a whole, once after its last decision: at most one per aggregate,
   * however often it changed. Pure.
   */
  conclude?(world: World, at: string): readonly Concluded[]
  /**
   * What remembers the messages of this batch that have become dead letters, in its transaction: for a service in which
   * a step that is missing leaves an order half done. Not asked if there are none. Pure.
   */
  setAside?(messages: readonly SetAside[]): readonly Statement[]
}

/** What a store's rows remember of the events that came: whether one came before, for as long as there is the row. */
export interface Memory<World> {
  /** Whether the rows remember inputs such as this; which of the others came before the inbox knows. Pure. */
  keeps(input: Pick<Input, 'type' | 'data'>): boolean
  /** Whether this one has come before, in this batch too. Pure. */
  knows(world: World, input: Input): boolean
}

/** A message that has become a dead letter: where it lay, and its key. */
export interface SetAside extends Pick<KafkaRecord, 'topic' | 'partition' | 'offset'> {
  readonly key: string
}

/** An event about a whole batch, with the last input that caused it. */
export interface Concluded {
  readonly emission: Emission
  readonly by: Input
}
