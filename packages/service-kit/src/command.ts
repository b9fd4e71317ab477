import type { Outcome, Processor } from '@orderflow/messaging/batch'
import { type Change, once } from '@orderflow/messaging/command-keys'
import type { Tx } from '@orderflow/messaging/database'
import { uuidv7 } from '@orderflow/messaging/ids'
import { replyOf } from '@orderflow/messaging/service'
import { withSpan } from '@orderflow/messaging/tracing'
import type { FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { roleOf } from './http/access.ts'
import { keyReused } from './http/idempotency.ts'

interface Command {
  /** A row of the service's table of decisions. */
  readonly type: string
  readonly data: unknown
  /** Who sets off all that follows from it; `customer` or `operator`, by the token, unless told. */
  readonly initiator?: string
}

/**
 * Sends a command through the processor and answers with the decider's reply once it is committed.
 * Concurrent commands share a transaction. A command whose Idempotency-Key was decided before changes nothing and gets
 * the reply that it got then, a refusal too.
 *
 * @throws DatabaseUnavailable (503): whether it was committed is unknown; with an Idempotency-Key it may be sent
 * again. HttpProblem 409 if the key stands for another request. Anything that the decider throws (500).
 */
export async function runCommand<Reply>(
  processor: Processor,
  request: Pick<FastifyRequest, 'correlationId' | 'trace' | 'span' | 'commandKey' | 'onlyOf'>,
  { type, data, initiator = roleOf(request) }: Command,
): Promise<Reply> {
  const id = uuidv7()
  const { correlationId, trace, span, commandKey: key } = request
  const input = { id, type, data, correlationId, initiator, ...trace }
  const [outcome] = await processor.submit([withSpan({ id, input, key }, span)])
  return answerOf(type, outcome) as Reply
}

/**
 * The same for a command that does not concern the service's rows, an operator's: it has a transaction of its own.
 *
 * @param prepare gets ready what needs no transaction; what it returns makes the change within one
 * @returns the reply, and whether it is that of an earlier request with this Idempotency-Key
 */
export async function runOnce<Reply>(
  pool: Pool,
  { commandKey: key }: Pick<FastifyRequest, 'commandKey'>,
  type: string,
  prepare: () => Promise<(tx: Tx) => Promise<Change & { readonly reply: Reply }>>,
): Promise<{ readonly reply: Reply; readonly replayed: boolean }> {
  const outcome = await once(pool, { key, command: type }, prepare)
  return { reply: answerOf(type, outcome) as Reply, replayed: outcome.status === 'replayed' }
}

function answerOf(type: string, outcome: Outcome | undefined): unknown {
  if (outcome?.status === 'key-reused') throw keyReused()
  return replyOf(type, outcome)
}
