import { outboxFacts, outboxRowFacts, releaseBlocked } from '@orderflow/messaging/outbox'
import type { Pool } from 'pg'
import { runOnce } from './command.ts'
import type { HttpApp } from './http/app.ts'
import { HttpProblem, problems } from './http/problem.ts'
import * as schemas from './outbox-schemas.ts'

export interface OutboxRoutesOptions {
  readonly pool: Pool
}

/** The routes with which an operator sees what waits in this service's outbox, and lets it be tried again at once. */
export function outboxRoutes(app: HttpApp, { pool }: OutboxRoutesOptions): void {
  const tags = ['admin']

  app.get(
    '/admin/outbox',
    {
      config: { access: { scope: 'outbox:read' } },
      schema: {
        tags,
        operationId: 'getOutbox',
        summary: 'What waits in the outbox, and what is held back because the broker refuses it',
        querystring: schemas.listQuery,
        response: { 200: schemas.list },
      },
    },
    async ({ query }) => {
      const { topics, keys, ...rest } = await outboxFacts(pool, query)
      return { topics: [...topics], keys: [...keys], ...rest }
    },
  )

  app.get(
    '/admin/outbox/:seq',
    {
      config: { access: { scope: 'outbox:read' } },
      schema: {
        tags,
        operationId: 'getOutboxRow',
        summary: 'One row of it in full',
        params: schemas.rowParams,
        response: { 200: schemas.row, ...problems(404) },
      },
    },
    async ({ params: { seq } }) => {
      const row = await outboxRowFacts(pool, seq)
      if (row !== undefined) return row
      throw new HttpProblem({ status: 404, detail: `There is no row ${seq} in the outbox, or it was sent.` })
    },
  )

  app.post(
    '/admin/outbox/release',
    {
      config: { access: { scope: 'outbox:write' } },
      schema: {
        tags,
        operationId: 'releaseOutbox',
        summary: 'Try again at once what is held back',
        body: schemas.releaseBody,
        response: { 200: schemas.released },
      },
    },
    async request => {
      const { principal, body, log } = request
      const { reply, replayed } = await runOnce(pool, request, 'Release', async () => async tx => {
        return { reply: await releaseBlocked(tx, body), writes: [] }
      })
      if (!replayed) {
        // What was chosen, if there is such a thing: else it may be any text.
        const what = reply.keys + reply.topics > 0 ? body : {}
        log.info({ by: principal.subject, ...what, ...reply }, 'what the outbox holds back is tried again')
      }
      return reply
    },
  )
}
