import { Type } from 'typebox'

const column = Type.Array(Type.Union([Type.Integer(), Type.Null()]))
const texts = Type.Array(Type.Union([Type.String(), Type.Null()]))
const columns = (description: string) => Type.Record(Type.String(), column, { description })

/** Each array has an entry for each interval. */
export const past = Type.Object({
  from: Type.String({ format: 'date-time', description: 'The beginning of the first interval' }),
  step: Type.Integer({ description: 'Seconds of an interval' }),
  placed: column,
  completed: column,
  rejected: column,
  cancelled: column,
  p50Ms: Type.Array(Type.Union([Type.Integer(), Type.Null()]), {
    description: 'Of orders that ended in the interval, in milliseconds, within 2 %; null also if none did',
  }),
  p99Ms: column,
  orders: Type.Object(
    { total: column, open: column, completed: column, rejected: column, cancelled: column },
    { description: "How all orders stood at the interval's end" },
  ),
  revenue: Type.Array(
    Type.Object({ currency: Type.String({ description: 'ISO 4217' }), captured: texts, refunded: texts }),
    { description: "Sums until the interval's end, integers in minor units; of ten currencies" },
  ),
  events: columns('How many events came in the interval, by type'),
  lag: columns("Messages that each consumer group had still to read at the interval's end"),
  deadLetters: columns("Messages by dead-letter topic at the interval's end"),
})
