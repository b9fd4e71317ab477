import type { Statement } from '@orderflow/messaging'
import type { ServiceContext, Worker } from '@orderflow/service-kit'

const writeEveryMs = 500
/** Of more different events between two writes the rest is not counted: a replay of everything is no news of any one. */
const mostWaiting = 20_000

export interface Redeliveries extends Worker {
  /** Notes that these events came again. */
  note(ids: readonly string[]): void
}

/**
 * Counts how often events came again, beside the read models: written now and then, so what a crash takes with it, or
 * comes while the database is away, is not counted.
 */
export function countRedeliveries({ pool, logger }: Pick<ServiceContext, 'pool' | 'logger'>): Redeliveries {
  let waiting = new Map<string, number>()
  let working = Promise.resolve()
  const timer = setInterval(() => {
    working = working.then(write)
  }, writeEveryMs)

  async function write(): Promise<void> {
    if (waiting.size === 0) return
    const counts = [...waiting].sort(([a], [b]) => (a < b ? -1 : 1))
    waiting = new Map()
    try {
      await pool.query(add(counts))
    } catch (err) {
      logger.warn({ err, events: counts.length }, 'redeliveries were not counted')
    }
  }

  return {
    note(ids) {
      for (const id of ids) {
        const n = waiting.get(id) ?? 0
        if (n > 0 || waiting.size < mostWaiting) waiting.set(id, n + 1)
      }
    },
    wake() {},
    async stop() {
      clearInterval(timer)
      await working.then(write)
    },
  }
}

const add = (counts: readonly (readonly [id: string, n: number])[]): Statement => ({
  name: 'redeliveries-add',
  text: `INSERT INTO redeliveries AS r (event_id, n) SELECT * FROM unnest($1::uuid[], $2::bigint[])
         ON CONFLICT (event_id) DO UPDATE SET n = r.n + excluded.n`,
  values: [counts.map(([id]) => id), counts.map(([, n]) => n)],
})
