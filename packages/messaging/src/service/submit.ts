import { createHash } from 'node:crypto'
import type { Processor } from '../batch/processor.ts'
import { MessagingError } from '../errors.ts'
import { uuidv7 } from '../ids.ts'
import type { Outcome } from '../types/delivery.ts'

export interface SubmitOptions {
  /** Who gives it: `customer`, `operator`. The service itself unless told. */
  readonly initiator?: string
  /** One id for all that follows from one request; the command's own unless told. */
  readonly correlationId?: string
  /** The same key makes it the same command, however often it is given: it is decided once, and has one reply. */
  readonly key?: string
}

/** Gives a service a command. */
export type Submit = <Reply = unknown>(type: string, data: unknown, options?: SubmitOptions) => Promise<Reply>

/**
 * Gives a command to the processor; resolves with the decider's reply once it is committed. Concurrent commands share a
 * transaction. Rejects with what the decider threw; with MessagingError `INPUT_UNKNOWN` if it has no such command,
 * `COMMAND_KEY_REUSED` if the key stands for another one; with DatabaseUnavailable, and then it may have been committed
 * all the same: with a key it can be given again.
 */
export const submitTo =
  (name: string, processor: Pick<Processor, 'submit'>): Submit =>
  async (type, data, { initiator = name, correlationId, key } = {}) => {
    const id = uuidv7()
    const input = { id, type, data, correlationId: correlationId ?? id, initiator }
    const [outcome] = await processor.submit([
      {
        id,
        input,
        ...(key !== undefined && { key: { caller: initiator, key, fingerprint: fingerprintOf(type, data) } }),
      },
    ])
    return replyOf(type, outcome) as never
  }

const fingerprintOf = (type: string, data: unknown) =>
  createHash('sha256')
    .update(JSON.stringify([type, data]))
    .digest('base64url')

/** What a command was answered. @throws what the decider threw; MessagingError `COMMAND_KEY_REUSED`, `COMMAND_LOST` */
export function replyOf(type: string, outcome: Outcome | undefined): unknown {
  if (outcome !== undefined && 'reply' in outcome) return outcome.reply
  if (outcome?.status === 'failed') throw outcome.error
  if (outcome?.status === 'key-reused') {
    throw new MessagingError(
      'COMMAND_KEY_REUSED',
      `The key of this ${type} was used for another command. Use a new key for a new command.`,
    )
  }
  throw new MessagingError('COMMAND_LOST', `${type} came to no decision (${outcome?.status}).`)
}
