import { HttpProblem } from '@orderflow/service-kit'
import { beginning, type Position } from './queries.ts'

const shape = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (.{1,100})$/s

/** A position as a client carries it: opaque, so that it may change. */
export const cursorOf = ({ createdAt, orderId }: Position): string =>
  Buffer.from(`${createdAt} ${orderId}`).toString('base64url')

/**
 * The position of a cursor; the beginning without one.
 *
 * @throws HttpProblem 400 for what is no cursor
 */
export function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return beginning
  const [, createdAt = '', orderId = ''] = shape.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (!Number.isNaN(Date.parse(createdAt)) && !orderId.includes('\0')) return { createdAt, orderId }
  throw new HttpProblem({
    status: 400,
    detail: '`cursor` is not one: take it from `next` of an earlier answer.',
  })
}
