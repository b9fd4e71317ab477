import { type Processor, withSpan } from '@orderflow/messaging'
import type { FastifyRequest } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { ServiceError } from './errors.ts'

export interface Command {
  /** A row of the service's table of decisions. */
  readonly type: string
  readonly data: unknown
  /** Who gives it: `customer`, `operator`. */
  readonly initiator: string
}

/**
 * Sends a command through the service's door and answers with the decider's reply once it is committed.
 * Concurrent commands share a transaction.
 *
 * @throws DatabaseUnavailable (503): whether it was committed is unknown; only an idempotent command may
 * be sent again. Anything that the decider throws (500).
 */
export async function runCommand<Reply>(
  processor: Processor,
  { correlationId, trace, span }: Pick<FastifyRequest, 'correlationId' | 'trace' | 'span'>,
  { type, data, initiator }: Command,
): Promise<Reply> {
  const id = uuidv7()
  const input = { id, type, data, correlationId, initiator, ...trace }
  const [outcome] = await processor.submit([withSpan({ id, input }, span)])
  if (outcome?.status === 'applied' || outcome?.status === 'ignored') return outcome.reply as Reply
  if (outcome?.status === 'failed') throw outcome.error
  throw new ServiceError('COMMAND_LOST', `${type} came to no decision (${outcome?.status}).`)
}
