import type { Pool } from 'pg'
import type { ServiceConsumer } from '../consumer/consumer.ts'
import { sqlState } from '../database/errors.ts'
import type { Relay } from '../relay/relay.ts'
import { shared } from '../timing/bounded.ts'

/** What a check found; `detail` is shown to whoever asks. */
export interface Check {
  readonly ok: boolean
  readonly detail?: string
}

/** Looks at all that the service needs to do its work, by name. Answers within two seconds. */
export type Checks = () => Promise<Readonly<Record<string, Check>>>

export interface ReadinessOptions {
  readonly pool: Pool
  readonly consumer: Pick<ServiceConsumer, 'healthy' | 'waitingMs'>
  readonly relay: Pick<Relay, 'able'>
}

/** In all a probe has two seconds: this one is below that, so that the answer says which check it was. */
const answerWithinMs = 1_500
/** A batch that waits for longer is no passing trouble. */
const batchWaitsMs = 10_000

/**
 * Whether a service can do its work: its database takes a write, its consumer is a member of its group and moves, its
 * relay publishes or stands by. What is missing is said in a sentence, never in an error's own words.
 *
 * The write is a DELETE of no rows: refused where the session is read-only or a standby's, where the tables are not
 * there and where the role may not, and yet it writes nothing, not even to the log, however often it is asked. A disk
 * that is full it does not see; the batches that wait for it are seen. However many ask, one question is under way.
 */
export function readiness({ pool, consumer, relay }: ReadinessOptions): Checks {
  const late = missing('the database does not answer in time')
  const database = shared(() => takesWrites(pool), answerWithinMs, late)
  return async () => ({ database: await database(), kafka: consumes(consumer), relay: relays(relay) })
}

const ok: Check = { ok: true }
const missing = (detail: string): Check => ({ ok: false, detail })

async function takesWrites(pool: Pool): Promise<Check> {
  try {
    await pool.query('DELETE FROM outbox_packs WHERE false')
    return ok
  } catch (error) {
    const state = sqlState(error) ?? ''
    return missing(reasons[state] ?? reasons[state.slice(0, 2)] ?? 'the database does not answer')
  }
}

/** By SQLSTATE, or its class. */
const reasons: Readonly<Record<string, string>> = {
  '25006': 'the database takes no writes: it is a standby, or its sessions are read-only',
  '28': 'the database does not accept the role or its password',
  '3D': 'there is no such database',
  '3F': 'the database is not set up: the schema is missing',
  '42501': 'the database is not set up: the role has no right to write',
  '42': 'the database is not set up: its tables are not those of this release',
  '53300': 'the database has no connection left for the service',
  '57P03': 'the database is starting or stopping',
}

function consumes({ healthy, waitingMs }: ReadinessOptions['consumer']): Check {
  if (!healthy) return missing('the consumer is not a member of its group')
  if (waitingMs > batchWaitsMs)
    return missing(`a batch has been waiting for the database for ${Math.round(waitingMs / 1_000)} s`)
  return ok
}

const relays = ({ able }: ReadinessOptions['relay']): Check =>
  able ? ok : missing('the relay has no connection to the database on which it may publish')
