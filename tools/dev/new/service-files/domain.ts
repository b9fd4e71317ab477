import type { ServiceFacts } from '../names.ts'

export const domain = ({
  pascal,
  reads,
}: ServiceFacts) => `import type { Rows } from '@orderflow/messaging/decider'

/** An order of which ${reads} has come. */
export interface KnownOrder {
  readonly orderId: string
  /** When it happened, ISO 8601. */
  readonly at: string
}

/** What a batch of inputs works on. */
export type ${pascal} = { readonly orders: Rows<KnownOrder> }
`

export const decide = ({
  name,
  pascal,
  reads,
}: ServiceFacts) => `import type { EventData } from '@orderflow/events'
import type { Decision, Input } from '@orderflow/messaging/decider'
import type { ${pascal} } from './${name}.ts'

/** Keeps the order: once, however often the event comes. */
export function on${reads}(
  { orders }: ${pascal},
  { data: { orderId }, event, at }: Input<EventData<'${reads}'>>,
): Decision<never> {
  if (orders.get(orderId) !== undefined) return { ignored: 'duplicate' }
  orders.set({ orderId, at: event?.time ?? at })
  return { events: [] }
}
`
