import { orderOutcomes, orderStatuses } from '@orderflow/events'
import { exactInteger } from '@orderflow/service-kit'
import { Type } from 'typebox'

const optionalText = (description: string) => Type.Optional(Type.String({ description }))
const time = Type.String({ format: 'date-time' })
const count = Type.Integer({ minimum: 0 })

export const orderStatus = Type.Enum([...orderStatuses])

const orderSummary = Type.Object(
  {
    orderId: Type.String(),
    customerId: Type.String({ description: "The customer's pseudonym: events know no other id" }),
    status: orderStatus,
    reason: optionalText('Why it was rejected or cancelled, or is to be, as a code'),
    items: Type.Array(Type.Object({ productId: Type.String(), quantity: Type.Integer() })),
    total: Type.Optional(
      Type.Object({ amount: Type.Integer({ description: 'Minor units' }), currency: Type.String() }),
    ),
    correlationId: Type.String(),
    createdAt: time,
    updatedAt: Type.String({ format: 'date-time', description: 'The time of its latest event' }),
    endedAt: Type.Optional(time),
    seconds: Type.Optional(Type.Number({ description: 'From createdAt to endedAt' })),
  },
  { title: 'OrderSummary' },
)

export const orderList = Type.Object({
  orders: Type.Array(orderSummary),
  next: optionalText('The `cursor` to go on with; none if that was all'),
})

export const journey = Type.Object({
  order: orderSummary,
  events: Type.Array(
    Type.Object({
      id: Type.String(),
      type: Type.String(),
      topic: Type.String({ description: 'Where it lay, with its version' }),
      source: Type.String({ description: 'Who published it, such as /services/order' }),
      time: Type.String(),
      sequence: Type.Optional(
        Type.Integer({ description: 'The version of its aggregate after this change' }),
      ),
      causationId: optionalText(
        "The id of what caused it: another of these events, or a command, a deadline, the gateway's answer",
      ),
      correlationId: Type.String(),
      initiator: Type.String(),
      traceparent: optionalText('W3C trace context'),
      deliveries: Type.Integer({
        description: 'How often it was delivered to reporting, as far as is known: 1 if no duplicate came',
      }),
      data: Type.Unknown(),
    }),
  ),
  next: optionalText('The `after` to go on with, if there are more events; none if that was all'),
})

export const stock = Type.Object({
  products: Type.Array(
    Type.Object({
      productId: Type.String(),
      available: Type.Integer(),
      reserved: Type.Integer(),
      sold: Type.Integer(),
      version: Type.Integer(),
      updatedAt: time,
    }),
  ),
  next: optionalText('The `after` to go on with; none if that was all'),
})

const outcome = Type.Enum([...orderOutcomes])
const percentiles = Type.Object({ p50: Type.Number(), p95: Type.Number(), p99: Type.Number() })

export const stats = Type.Object({
  orders: Type.Object({ total: count, open: count, completed: count, rejected: count, cancelled: count }),
  outcomes: Type.Array(
    Type.Object({ outcome, reason: optionalText('A code such as OUT_OF_STOCK'), n: count }),
    { description: 'The 100 most frequent; `orders` counts all' },
  ),
  revenue: Type.Array(
    Type.Object({
      currency: Type.String({ description: 'ISO 4217' }),
      captured: exactInteger('All that was ever captured, in minor units'),
      refunded: exactInteger('All that was ever refunded, in minor units'),
    }),
  ),
  perMinute: Type.Array(
    Type.Object({
      minute: time,
      created: count,
      completed: count,
      rejected: count,
      cancelled: count,
    }),
  ),
  sagaSeconds: Type.Object(
    {
      all: Type.Optional(percentiles),
      COMPLETED: Type.Optional(percentiles),
      REJECTED: Type.Optional(percentiles),
      CANCELLED: Type.Optional(percentiles),
    },
    { description: 'Of orders that ended in the last five minutes, within 2 %' },
  ),
})
