import { startLoop, warnRarely } from '@orderflow/messaging/timing'
import type { ServiceContext, Worker } from '@orderflow/service-kit'
import { adderTo } from './sums.ts'

const writeEveryMs = 500
/** Of more different events between two writes the rest is not counted: a replay of everything is no news of any one. */
const maxWaiting = 20_000

const add = adderTo<{ readonly event_id: string; readonly n: number }>({
  table: 'redeliveries',
  keys: { event_id: 'uuid' },
  figures: { n: 'bigint' },
})

export interface Redeliveries extends Worker {
  /** Notes that these events came again. */
  note(ids: readonly string[]): void
}

/**
 * Counts how often events came again, beside the read models: written now and then, so what a crash takes with it, or
 * comes while the database is away, is not counted.
 */
export function countRedeliveries({ pool, logger }: Pick<ServiceContext, 'pool' | 'logger'>): Redeliveries {
  const warn = warnRarely(logger, 'redeliveries were not counted')
  let waiting = new Map<string, number>()

  async function write(): Promise<void> {
    if (waiting.size === 0) return
    const counts = [...waiting].map(([event_id, n]) => ({ event_id, n }))
    waiting = new Map()
    for (const statement of add(counts)) await pool.query(statement)
  }

  const loop = startLoop({
    round: write,
    restMs: () => writeEveryMs,
    restsFirst: true,
    onFailure: warn,
  })
  return {
    note(ids) {
      for (const id of ids) {
        const n = waiting.get(id) ?? 0
        if (n > 0 || waiting.size < maxWaiting) waiting.set(id, n + 1)
      }
    },
    async stop() {
      await loop.stop()
      await write().catch(error => warn(error, 1))
    },
  }
}
