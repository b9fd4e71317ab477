import {
  type AskedFilter,
  type DeadLetter,
  findDeadLetters,
  idOfPosition,
  matcher,
  type Position,
  positionOfId,
  readDeadLetterAt,
  type Summary,
  summaryOf,
} from '@orderflow/messaging/dead-letters'
import { MessagingError } from '@orderflow/messaging/errors'
import type { Kafka, Reader } from '@orderflow/messaging/kafka'
import { inState } from '@orderflow/messaging/redrive'
import type { Pool } from 'pg'
import { HttpProblem } from './http/problem.ts'

export interface SourceOptions {
  readonly kafka: Kafka
  readonly pool: Pool
  /** This service, and the topics that it reads. */
  readonly service: { readonly name: string; readonly topics: readonly string[] }
}

/** What a request asks for, of this service. */
type Asked = Omit<AskedFilter, 'service'>

/** The most that one request reads: it then says where to go on. */
const scan = { scanLimit: 10_000, scanBytes: 50_000_000 }

/** The dead letters of one service, for its routes. What a client can do something about is thrown as a problem. */
export function openSource({ kafka, pool, service }: SourceOptions) {
  const services = [service]
  let counting: Promise<unknown> = Promise.resolve()

  /** What to read: of one topic only its own dead letters. */
  const asked = (filter: Asked, after: string | undefined) => ({
    services: [{ ...service, topics: service.topics.filter(topic => topic === (filter.topic ?? topic)) }],
    matches: matcher(filter, new Date()),
    after: place(after),
    ...scan,
  })

  return {
    /** A page of those that match, and the id behind which the next one begins. */
    async find(filter: Asked, limit: number, after: string | undefined) {
      const { state } = filter
      const choose =
        state === undefined ? undefined : (letters: readonly DeadLetter[]) => inState(pool, letters, state)
      const { letters, next } = await reading(reader =>
        findDeadLetters({ reader, limit, choose, ...asked(filter, after) }),
      )
      return { letters, ...(next && { next: idOfPosition(next) }) }
    },

    /**
     * How many match, by topic and reason. One request at a time, as each reads much; none of them if the client
     * is gone when it is its turn.
     */
    count(filter: Asked, after: string | undefined, isGone: () => boolean): Promise<Summary> {
      const summary = counting.then(() =>
        isGone()
          ? { groups: [], next: undefined }
          : reading(reader => summaryOf(pool, { reader, ...asked(filter, after) })),
      )
      counting = summary.catch(() => {})
      return summary
    },

    /** Those of these ids. @throws HttpProblem 404 if one of them is not there */
    async get(ids: readonly string[]): Promise<readonly DeadLetter[]> {
      const positions = [...new Set(ids)].map(positionOf)
      const found = await reading(reader =>
        Promise.all(positions.map(position => readDeadLetterAt(reader, services, position))),
      )
      return positions.map((position, i) => {
        const letter = found[i]
        if (letter !== undefined) return letter
        const what = `dead letter ${idOfPosition(position)}`
        const detail = `${service.name} has no ${what}, or no longer: they are kept for 7 days.`
        throw new HttpProblem({ status: 404, detail })
      })
    },
  }

  /** On connections that last as long as the work: an operator asks now and then. */
  async function reading<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
    try {
      const reader = await kafka.reader()
      return await work(reader).finally(() => reader.close())
    } catch (error) {
      if (!(error instanceof MessagingError) || !unreadable.includes(error.code)) throw error
      throw new HttpProblem({
        status: 503,
        detail: 'The dead letters cannot be read from Kafka at the moment. Send the request again.',
        headers: { 'retry-after': '1' },
        cause: error,
      })
    }
  }
}

const unreadable: readonly string[] = ['KAFKA_UNAVAILABLE', 'KAFKA_ACCESS_DENIED', 'RANGE_DELETED']

/** Of an id that its schema takes, so that it is one. */
const positionOf = (id: string) => positionOfId(id) as Position
const place = (after: string | undefined) => (after === undefined ? undefined : positionOf(after))
