import { Type } from 'typebox'

/** Where a page of orders ends: the next one begins behind it. */
export interface Position {
  /** ISO 8601, or `infinity` for the beginning. */
  readonly createdAt: string
  readonly orderId: string
}

const beginning: Position = { createdAt: 'infinity', orderId: '' }

/** Milliseconds since 1970, until the year 9999. */
const time = '(?:0|[1-9][0-9]{0,13}|1[0-9]{14}|2[0-4][0-9]{13}|25[0-2][0-9]{12}|253[0-3][0-9]{11})'

/** What of it is taken is a position; PostgreSQL has no NUL. */
export const cursorPattern = `^${time}[.][^\\u0000]{1,100}$`

/** A cursor as a parameter of a query. */
export const cursorParameter = Type.Optional(
  Type.String({
    description: '`next` of the page before',
    maxLength: 116,
    pattern: cursorPattern,
  }),
)

/** How many a page has at most, as a parameter of a query. */
export const pageLimit = (max: number, byDefault: number) =>
  Type.Integer({ minimum: 1, maximum: max, default: byDefault })

/** A position as a client carries it, in a query percent-encoded as anything: to the millisecond, as times are kept here. */
export const cursorOf = ({ createdAt, orderId }: Position): string => `${Date.parse(createdAt)}.${orderId}`

/** The position of a cursor that its parameter takes; the beginning without one. */
export function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return beginning
  const point = cursor.indexOf('.')
  const createdAt = new Date(Number(cursor.slice(0, point))).toISOString()
  return { createdAt, orderId: cursor.slice(point + 1) }
}

/** Of orders that were found, one more than a page has at most: the page, and the cursor of what is behind it. */
export function pageOf<Row extends Position>(
  found: readonly Row[],
  limit: number,
): { readonly orders: Row[]; readonly next?: string } {
  const orders = found.slice(0, limit)
  const last = orders.at(-1)
  return { orders, ...(found.length > limit && last !== undefined && { next: cursorOf(last) }) }
}
