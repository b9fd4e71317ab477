import type { Incoming, Target } from './port.ts'

/** An event as whoever reads there finds it. */
export interface Arrival {
  /** CloudEvents attributes by their names; the partition key as `partitionkey`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly contentType: string
  /** Of the data alone. */
  readonly value: Buffer
}

/** A real server with what reads and writes there as another stack does, in the same protocol but not by the adapter. */
export interface Rig {
  /** A new adapter to the server. The suite closes it. */
  target(): Target
  /** Makes a place where all events of `order` arrive, which the server keeps; what came before is not in it. */
  receive(): Promise<Receiver>
  /** Publishes an event as another stack does for the bridge, and resolves when the server has it for good. */
  send(message: Incoming): Promise<void>
  /** What the target has put aside of that, with the reason, oldest first. Takes it away. */
  deadLetters(): Promise<readonly { readonly reason: string; readonly value: Buffer }[]>
  /** Messages for the bridge that are handed over and not acknowledged; undefined where that cannot be asked. */
  inFlight?(): Promise<number>
  /** Ends the server without warning, `kill -9`. */
  kill(): Promise<void>
  /** Starts it again on the same data and the same port. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface Receiver {
  /**
   * What has arrived since the last call, in order of arrival: resolves with as many events as are asked for, or with fewer
   * when none has come for some seconds.
   */
  read(events: number): Promise<readonly Arrival[]>
}

/** What a target can do, where they differ. */
export interface Traits {
  /** Bytes of a value that the server takes, and of one that it never will. */
  readonly largest: number
  readonly tooLarge: number
  /** Whether events of one key arrive in their order. */
  readonly ordered: boolean
  /** Whether an event that is sent twice arrives once. */
  readonly deduplicates: boolean
  /** Whether the server keeps anything over `kill` at all; one in memory does not. */
  readonly durable: boolean
}

/** Runs the suite over a target: all that the bridge relies on, whichever broker it is. */
export type ConformanceSuite = (name: string, start: () => Promise<Rig>, traits: Traits) => void
