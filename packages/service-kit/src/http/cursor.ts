import { Type } from 'typebox'
import { HttpProblem } from './problem.ts'

/** Where a page of orders ends: the next one begins behind it. */
export interface Position {
  /** ISO 8601, or `infinity` for the beginning. */
  readonly createdAt: string
  readonly orderId: string
}

const beginning: Position = { createdAt: 'infinity', orderId: '' }

/** A cursor as a parameter of a query. */
export const cursorParameter = Type.Optional(
  Type.String({
    description: '`next` of the page before',
    minLength: 1,
    maxLength: 600,
    pattern: '^[A-Za-z0-9_-]+$',
  }),
)

/** How many a page has at most, as a parameter of a query. */
export const pageLimit = (max: number, byDefault: number) =>
  Type.Integer({ minimum: 1, maximum: max, default: byDefault })

const shape = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([^\0]{1,100})$/su

/** A position as a client carries it: opaque, so that it may change. */
export const cursorOf = ({ createdAt, orderId }: Position): string =>
  Buffer.from(`${createdAt} ${orderId}`).toString('base64url')

/**
 * The position of a cursor; the beginning without one. What is taken is exactly what `cursorOf` makes: its time is a
 * time, its id fits the database, and no two cursors are the same position.
 *
 * @throws HttpProblem 400 for what is no cursor
 */
export function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return beginning
  const [, createdAt = '', orderId = ''] = shape.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  const position = { createdAt, orderId }
  if (isTime(createdAt) && cursorOf(position) === cursor) return position
  throw new HttpProblem({
    status: 400,
    detail: '`cursor` is not one: take it from `next` of an earlier answer.',
  })
}

/** A date that there is, such as no 30 February; PostgreSQL has no year 0. */
function isTime(text: string): boolean {
  const time = new Date(text)
  return !Number.isNaN(time.getTime()) && time.toISOString() === text && !text.startsWith('0000')
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
