import { type HttpApp, problems } from '@orderflow/service-kit'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import { momentOf, time } from '../moment.ts'
import { findPast, type Range } from './past.ts'
import { past } from './schemas.ts'

const hourMs = 3_600_000
/** A day, and an hour for clocks that differ. */
const longestMs = 25 * hourMs
const maxIntervals = 1_000
/** An interval is told so long after its end: its last events are on their way. */
const settledMs = 2_000

/** `GET /past`: what charts show. */
export function pastRoute(app: HttpApp, pool: Pool): void {
  app.get(
    '/past',
    {
      config: { access: { scope: 'reports:read' } },
      schema: {
        tags: ['figures'],
        operationId: 'getPast',
        summary: 'How it was, interval by interval',
        description: `Of more than 25 hours or ${maxIntervals} intervals the last are told: \`from\` of the answer says where they begin. Intervals begin at multiples of \`step\`, and are told once they have ended. An entry is null where nothing is known: reporting did not run, or what it knew is past its retention.`,
        querystring: Type.Object({
          from: Type.Optional(time('The beginning; an hour before `to` without it')),
          to: Type.Optional(time('The end; now without it')),
          step: Type.Integer({
            description: 'Seconds of an interval',
            minimum: 10,
            maximum: 3_600,
            multipleOf: 10,
            default: 10,
          }),
        }),
        response: { 200: past, ...problems(400) },
      },
    },
    request => findPast(pool, rangeOf(request.query, Date.now())),
  )
}

interface Asked {
  readonly from?: string
  readonly to?: string
  readonly step: number
}

/**
 * The whole intervals of what was asked for; of too much, the last of them.
 * @throws HttpProblem 400 for what is no moment
 */
export function rangeOf({ from, to, step }: Asked, now: number): Range {
  const end = Math.min(to === undefined ? now : momentOf('to', to), now - settledMs)
  const start = Math.max(from === undefined ? end - hourMs : momentOf('from', from), end - longestMs)
  const stepMs = step * 1_000
  const behind = Math.floor(end / stepMs)
  const first = Math.max(Math.floor(start / stepMs), behind - maxIntervals)
  return { from: new Date(first * stepMs), step, intervals: Math.max(0, behind - first) }
}
