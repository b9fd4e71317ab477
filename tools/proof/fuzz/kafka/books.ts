import { createKafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import pg from 'pg'
import { type Endpoints, postgresUrl } from '../../../dev/lib/endpoints.ts'
import { type ServiceFacts, services } from '../../../dev/lib/services.ts'
import { text } from './text.ts'

/** What a service has decided about a record that it cannot process. */
export interface Letter {
  readonly service: string
  /** `topic/partition/offset` of the record. */
  readonly where: string
  readonly reason: string
  readonly time: string
}

/** What services have written down about what they read. */
export interface Books {
  /** Waits until each service has committed what lies before these ends; the sentence of one that does not. */
  behind(ends: ReadonlyMap<string, number>): Promise<string | undefined>
  /** Which of these ids a service has taken. */
  taken(service: ServiceFacts, ids: readonly string[]): Promise<ReadonlySet<string>>
  /** The dead letters since the last question, once none waits to be published. */
  letters(): Promise<readonly Letter[]>
  close(): Promise<void>
}

const patienceMs = 60_000

export async function openBooks(address: KafkaAddress, endpoints: Endpoints): Promise<Books> {
  const logger = createLogger({ service: 'fuzz', level: 'fatal' })
  const kafka = createKafka({ clientId: 'fuzz', ...address, logger })
  const reader = await kafka.reader()
  const pools = new Map(
    services.map(({ name, database }) => [
      name,
      new pg.Pool({ connectionString: postgresUrl(endpoints, database), max: 2 }),
    ]),
  )
  const read = new Map<string, bigint>()
  const deadLetterTopics = services.flatMap(({ name, topics }) => topics.map(topic => `${topic}.${name}.dlq`))

  return {
    async behind(ends) {
      for (const { name, topics } of services) {
        const own = [...ends].filter(([place]) => topics.includes(place.slice(0, place.indexOf('/'))))
        const waits = async () => {
          const lag = await kafka.lag(name, topics)
          const committed = new Map(lag.map(each => [`${each.topic}/${each.partition}`, each.committed]))
          return own.find(([place, end]) => (committed.get(place) ?? -1) < end)?.[0]
        }
        const place = await settled(waits)
        if (place !== undefined) return `${name} does not go on at ${place}`
      }
      return undefined
    },
    async taken({ name }, ids) {
      // Reporting's orders remember their events, instead of the inbox.
      const inRows =
        name === 'reporting'
          ? ' UNION SELECT id::text FROM orders, unnest(events) AS id WHERE id = ANY ($2::uuid[])'
          : ''
      const { rows } = await pool(name).query<{ id: string }>(
        `SELECT event_id::text AS id FROM inbox WHERE consumer = $1 AND event_id = ANY ($2::uuid[])${inRows}`,
        [name, ids],
      )
      return new Set(rows.map(({ id }) => id))
    },
    async letters() {
      for (const { name } of services) {
        await settled(async () => {
          const { rows } = await pool(name).query(`SELECT FROM outbox WHERE topic LIKE '%.dlq' LIMIT 1`)
          return rows.length > 0 ? name : undefined
        })
      }
      const letters: Letter[] = []
      for (const range of await reader.ranges(deadLetterTopics)) {
        const place = `${range.topic}/${range.partition}`
        const from = read.get(place) ?? range.from
        read.set(place, range.to)
        if (from === range.to) continue
        for await (const chunk of reader.read({ ...range, from })) {
          for (const { headers } of chunk) {
            const said = (name: string) => text(headers[`dlq_${name}`])
            letters.push({
              service: said('service'),
              where: `${said('topic')}/${said('partition')}/${said('offset')}`,
              reason: said('reason'),
              time: said('time'),
            })
          }
        }
      }
      return letters
    },
    async close() {
      await reader.close()
      await kafka.close()
      await Promise.all([...pools.values()].map(each => each.end()))
    },
  }

  function pool(name: (typeof services)[number]['name']): pg.Pool {
    return pools.get(name) as pg.Pool
  }
}

/** Asks again until it is told nothing more, or patience is at its end: then what it was told last. */
async function settled(ask: () => Promise<string | undefined>): Promise<string | undefined> {
  const until = performance.now() + patienceMs
  for (let wait = 5; ; wait = Math.min(200, 2 * wait)) {
    const told = await ask()
    if (told === undefined || performance.now() > until) return told
    await new Promise(resolve => setTimeout(resolve, wait))
  }
}
