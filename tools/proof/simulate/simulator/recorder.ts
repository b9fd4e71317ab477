import type { Decision, Input } from '@orderflow/messaging/decider'
import type { Cell, GatewayRequest } from './types.ts'

/** Writes down what happens, for people. Without one a schedule runs faster. */
export interface Recorder {
  readonly lines: readonly string[]
  decided(
    service: string,
    input: Input,
    before: Cell | undefined,
    after: Cell | undefined,
    result: { readonly decision: Decision; readonly messages: readonly { readonly type: string }[] },
  ): void
  threw(service: string, input: Input, before: Cell | undefined, message: string): void
  duplicate(service: string, input: Input): void
  gateway(request: GatewayRequest, what: string): void
  note(what: string): void
}

/** A recorder of one line per event: `inventory ← ShipmentCancelled order-1: RESERVED → RELEASED, StockReleased`. */
export function createRecorder(): Recorder {
  const lines: string[] = []
  const note = (what: string) => void lines.push(`#${lines.length + 1} ${what}`)
  return {
    lines,
    note,
    decided(service, input, before, after, { decision, messages }) {
      const moved =
        before === undefined || after === undefined
          ? []
          : [before.state === after.state ? `stays ${after.state}` : `${before.state} → ${after.state}`]
      const events = new Set(messages.map(({ type }) => type))
      const ignored = decision.ignored === undefined ? [] : [`ignored: ${decision.ignored}`]
      note(`${service} ← ${named(input)}: ${[...moved, ...ignored, ...events].join(', ') || 'done'}`)
    },
    threw(service, input, before, message) {
      note(
        `${service} ← ${named(input)}: ${before === undefined ? '' : `is ${before.state}, `}throws “${message}”`,
      )
    },
    duplicate(service, input) {
      note(`${service} ← ${named(input)}: the inbox knows it`)
    },
    gateway({ orderId, operation }, what) {
      note(`gateway ← ${operation} ${orderId}: ${what}`)
    },
  }
}

/** The input and what it is about: `StockReserved order-1`, `cancel order-1`. */
function named({ id, type, data }: Input): string {
  const { orderId, operation, result } = data as { orderId?: string; operation?: string; result?: string }
  if (type === 'GatewayAnswered') return `${operation} ${result} ${orderId}`
  return id.startsWith(type) ? `${type} ${orderId}` : id
}
