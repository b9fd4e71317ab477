import { HttpProblem } from '@orderflow/service-kit'
import { beginning, type Position } from './queries.ts'

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
