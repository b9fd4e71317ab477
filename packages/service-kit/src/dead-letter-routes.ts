import {
  type DeadLetter,
  type Filter,
  factsOf,
  findDeadLetters,
  fullFactsOf,
  idOfPosition,
  matcher,
  type Position,
  positionOfId,
  readDeadLetterAt,
  totalsOf,
} from '@orderflow/messaging/dead-letters'
import { MessagingError } from '@orderflow/messaging/errors'
import type { Kafka, Reader } from '@orderflow/messaging/kafka'
import { redrive, redriveIn, redrivesOf } from '@orderflow/messaging/redrive'
import type { Pool } from 'pg'
import { runOnce } from './command.ts'
import * as schemas from './dead-letter-schemas.ts'
import type { HttpApp } from './http/app.ts'
import { HttpProblem, problems } from './http/problem.ts'

export interface DeadLetterRoutesOptions {
  readonly kafka: Kafka
  readonly pool: Pool
  /** This service, and the topics that it reads. */
  readonly service: { readonly name: string; readonly topics: readonly string[] }
  /** Called when dead letters have gone to the outbox. */
  readonly onRedriven: () => void
}

/** The most records that one request reads: it then says where to go on. */
const scanLimit = 10_000

/** The routes with which an operator sees and sends back what this service has dead-lettered. */
export function deadLetterRoutes(app: HttpApp, options: DeadLetterRoutesOptions): void {
  const { kafka, pool, service, onRedriven } = options
  const tags = ['admin']

  async function find(filter: Filter, limit: number, after: string | undefined) {
    const matches = matcher(filter, new Date())
    const position = after === undefined ? undefined : positionOf(after)
    const page = await reading(reader =>
      findDeadLetters({ reader, services: [service], matches, limit, after: position, scanLimit }),
    )
    return { letters: page.letters, ...(page.next && { next: idOfPosition(page.next) }) }
  }

  async function get(ids: readonly string[]): Promise<readonly DeadLetter[]> {
    const positions = [...new Set(ids)].map(positionOf)
    const found = await reading(reader =>
      Promise.all(positions.map(position => readDeadLetterAt(reader, [service], position))),
    )
    return positions.map((position, i) => {
      const letter = found[i]
      if (letter !== undefined) return letter
      const what = `dead letter ${idOfPosition(position)}`
      const detail = `${service.name} has no ${what}, or no longer: they are kept for 7 days.`
      throw new HttpProblem({ status: 404, detail })
    })
  }

  /** On connections that last as long as the work: an operator asks now and then. */
  async function reading<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
    const reader = await kafka.reader()
    try {
      return await work(reader)
    } finally {
      await reader.close()
    }
  }

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
      const { letters, ...rest } = await answering(find(filter, limit, after))
      const redrives = await redrivesOf(pool, letters)
      return { deadLetters: letters.map(letter => factsOf(letter, redrives.get(letter.id))), ...rest }
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
      const [letter] = (await answering(get([`${topic}/${partition}/${offset}`]))) as [DeadLetter]
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
      const wanted = () =>
        answering(
          'ids' in body
            ? get(body.ids).then(found => ({ letters: found }))
            : find(body.filter, body.limit ?? schemas.usualLimit, body.after),
        )
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

/** Of an id that its schema takes, so that it is one. */
const positionOf = (id: string) => positionOfId(id) as Position

/** What a client can do something about, as a problem. */
async function answering<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof MessagingError)) throw error
    if (!['KAFKA_UNAVAILABLE', 'KAFKA_ACCESS_DENIED', 'RANGE_DELETED'].includes(error.code)) throw error
    throw new HttpProblem({
      status: 503,
      detail: 'The dead letters cannot be read from Kafka at the moment. Send the request again.',
      headers: { 'retry-after': '1' },
      cause: error,
    })
  }
}
