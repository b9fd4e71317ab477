import { derivedId } from '@orderflow/events'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Answer, type GatewayCall, GatewayError, type Operation } from './port.ts'

// A reason has the bounds of the event that it becomes. A reference is the gateway's own, and may have any form: the money
// has moved. One that no event can carry is told by its hash.
const reference = Type.String({ minLength: 1 })
const reason = Type.String({ pattern: '^[A-Z][A-Z0-9_]*$', maxLength: 64 })
const orderId = Type.String()
const approved = Type.Literal('approved')

const schemas = {
  capture: Compile(
    Type.Union([
      Type.Object({ orderId, operation: Type.Literal('capture'), result: approved, reference }),
      Type.Object({ orderId, operation: Type.Literal('capture'), result: Type.Literal('declined'), reason }),
    ]),
  ),
  refund: Compile(Type.Object({ orderId, operation: Type.Literal('refund'), result: approved, reference })),
}

/**
 * The answer in a body, with the fields that we know and no others.
 *
 * It has to name the order that was asked about: on a connection where one answer came twice, the next
 * request reads the answer to the one before.
 *
 * @throws GatewayError `GATEWAY_ANSWER_INVALID`, with nothing of the body's own text
 */
export function readAnswer<Of extends Operation>(
  operation: Of,
  { orderId }: Pick<GatewayCall, 'orderId'>,
  body: string,
): Answer<Of> {
  const value = parsed(body)
  if (!schemas[operation].Check(value)) throw invalid('does not have the agreed form')
  const answer = value as Answer
  if (answer.orderId !== orderId) throw invalid('is about another order')
  const { result } = answer
  return (
    result === 'declined'
      ? { orderId, operation, result, reason: answer.reason }
      : { orderId, operation, result, reference: derivedId('', answer.reference) }
  ) as Answer<Of>
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw invalid('is not JSON', cause)
  }
}

const invalid = (what: string, cause?: unknown) =>
  new GatewayError(
    'GATEWAY_ANSWER_INVALID',
    `The gateway's answer ${what}. It counts as none; see that GATEWAY_URL leads to the gateway.`,
    { cause },
  )
