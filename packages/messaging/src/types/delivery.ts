import type { Span } from '@opentelemetry/api'
import type { Ignored, Input } from './decider.ts'
import type { Poison } from './poison.ts'
import type { KafkaRecord } from './record.ts'

/** What makes a command that is sent again the same command: the inbox of commands knows it by this. */
export interface CommandKey {
  /** Whose key it is, `customer/c-1`: another caller's is another key. */
  readonly caller: string
  readonly key: string
  /** A digest of what was asked for: the same key for anything else is refused. */
  readonly fingerprint: string
  /** As a release before this one has kept it: what is known by that is known. */
  readonly before?: CommandKey | undefined
}

/**
 * One unit of work; `id`, a UUID, is the inbox's key. `origin` is the Kafka message behind it, kept for its dead letter.
 * `key` is what a command that may be sent again is known by.
 * `span` is its place in a trace, if that is recorded: whoever has begun it ends it.
 */
export type Delivery = { readonly id: string; readonly span?: Span | undefined } & (
  | {
      readonly input: Omit<Input, 'at'>
      readonly origin?: KafkaRecord
      readonly key?: CommandKey | undefined
    }
  | { readonly poison: Poison; readonly origin: KafkaRecord }
)

/** What became of a delivery once its transaction was committed. */
export type Outcome =
  | { readonly status: 'applied'; readonly reply?: unknown }
  | { readonly status: 'ignored'; readonly reason: Ignored; readonly reply?: unknown }
  | { readonly status: 'duplicate' }
  /** A command that was decided before: what it led to then. */
  | { readonly status: 'replayed'; readonly reply?: unknown }
  /** A command whose key stands for something else. Nothing was decided. */
  | { readonly status: 'key-reused' }
  | { readonly status: 'dead-lettered'; readonly poison: Poison }
  /** A command that could not be decided: it has no topic to be dead-lettered to. */
  | { readonly status: 'failed'; readonly error: unknown }
