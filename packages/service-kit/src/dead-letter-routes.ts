import {
  type DeadLetter,
  factsOf,
  fullFactsOf,
  idOfPosition,
  totalsOf,
  untilAt,
} from '@orderflow/messaging/dead-letters'
import { listRedrives, redrive, redriveIn, redrivesOf } from '@orderflow/messaging/redrive'
import { runOnce } from './command.ts'
import * as schemas from './dead-letter-schemas.ts'
import { openSource, type SourceOptions } from './dead-letter-source.ts'
import type { HttpApp } from './http/app.ts'
import { problems } from './http/problem.ts'

export interface DeadLetterRoutesOptions extends SourceOptions {
  /** Called when dead letters have gone to the outbox. */
  readonly onRedriven: () => void
}

/** The routes with which an operator sees and sends back what this service has dead-lettered. */
export function deadLetterRoutes(app: HttpApp, options: DeadLetterRoutesOptions): void {
  const { pool, onRedriven } = options
  const source = openSource(options)
  const tags = ['admin']

  app.get(
    '/admin/dead-letters',
    {
      config: { access: { scope: 'dlq:read' } },
      schema: {
        tags,
        operationId: 'listDeadLetters',
        summary: 'What this service could not process, oldest first within each partition',
        querystring: schemas.listQuery,
        response: { 200: schemas.page },
      },
    },
    async ({ query: { limit, after, ...filter } }) => {
      const { letters, ...rest } = await source.find(filter, limit, after)
      const redrives = await redrivesOf(pool, letters)
      return { deadLetters: letters.map(letter => factsOf(letter, redrives.get(letter.id))), ...rest }
    },
  )

  app.get(
    '/admin/dead-letters/summary',
    {
      config: { access: { scope: 'dlq:read' } },
      schema: {
        tags,
        operationId: 'getDeadLetterSummary',
        summary: 'How many there are, by topic and reason',
        querystring: schemas.summaryQuery,
        response: { 200: schemas.summary },
      },
    },
    async ({ query: { after, ...filter } }, { raw }) => {
      const { groups, next } = await source.count(filter, after, () => raw.destroyed)
      return { groups: [...groups], ...(next && { next: idOfPosition(next) }) }
    },
  )

  app.get(
    '/admin/dead-letters/redrives',
    {
      config: { access: { scope: 'dlq:read' } },
      schema: {
        tags,
        operationId: 'listRedrives',
        summary: 'Who sent what back, and when, the latest first',
        querystring: schemas.redrivesQuery,
        response: { 200: schemas.redrives },
      },
    },
    async ({ query: { limit, after } }) => {
      const { entries, next } = await listRedrives(pool, limit, after)
      return { redrives: [...entries], ...(next !== undefined && { next }) }
    },
  )

  app.get(
    '/admin/dead-letters/:topic/:partition/:offset',
    {
      config: { access: { scope: 'dlq:read' } },
      schema: {
        tags,
        operationId: 'getDeadLetter',
        summary: 'One of them in full',
        params: schemas.position,
        response: { 200: schemas.fullLetter, ...problems(404) },
      },
    },
    async ({ params: { topic, partition, offset } }) => {
      const [letter] = (await source.get([`${topic}/${partition}/${offset}`])) as [DeadLetter]
      return fullFactsOf(letter, (await redrivesOf(pool, [letter])).get(letter.id))
    },
  )

  app.post(
    '/admin/dead-letters/redrive',
    {
      config: { access: { scope: 'dlq:redrive' } },
      schema: {
        tags,
        operationId: 'redriveDeadLetters',
        summary: 'Send some back to the topics that they lay on',
        description:
          "Each goes back once, however often it is asked for. With an Idempotency-Key, which is the operator's own, the same request gets the same answer too. A dry run uses no key.",
        body: schemas.redriveBody,
        response: { 200: schemas.redriven, ...problems(404) },
      },
    },
    async request => {
      const { body } = request
      const { dryRun = false } = body
      const wanted = async () => {
        if ('ids' in body) return { letters: await source.get(body.ids) }
        const { filter, limit = schemas.usualLimit, after } = body
        // What is sent back and fails at once is not met again by the requests for what is behind it.
        const until = untilAt(filter.until, new Date())
        return { ...(await source.find({ ...filter, until }, limit, after)), until }
      }
      const by = request.principal.subject
      if (dryRun) {
        const { letters, ...rest } = await wanted()
        const results = await redrive(pool, letters, { by, dryRun })
        return { dryRun, ...totalsOf(results), results, ...rest }
      }
      const { reply, replayed } = await runOnce(pool, request, 'Redrive', async () => {
        const { letters, ...rest } = await wanted()
        return async tx => {
          const { results, writes } = await redriveIn(tx, letters, by)
          return { reply: { dryRun, ...totalsOf(results), results, ...rest }, writes }
        }
      })
      if (!replayed && reply.redriven > 0) {
        onRedriven()
        const { redriven, already, refused } = reply
        request.log.info({ by, redriven, already, refused }, 'dead letters were sent back')
      }
      return reply
    },
  )
}
