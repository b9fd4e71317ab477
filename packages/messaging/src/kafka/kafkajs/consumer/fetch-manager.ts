import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** What kafkajs' runner wants of the part that fetches and has the batches handled. */
interface FetchManager {
  /** Runs until it is stopped. Rejects with the first error, when all that was under way is over. */
  start(): Promise<void>
  stop(): Promise<void>
  getFetchers(): readonly unknown[]
}

interface Options<Batch> {
  /** The brokers, as they are known now. */
  getNodeIds(): readonly string[]
  fetch(nodeId: string): Promise<readonly Batch[]>
  handler(batch: Batch): Promise<void>
}

/**
 * Fetches from each broker by itself; all batches of a fetch are handled at once, and then the next one goes out. In the place of kafkajs'
 * own, which for each fetch starts a worker for each batch that there might be.
 */
export function createFetchManager<Batch extends { readonly topic: string; readonly partition: number }>({
  getNodeIds,
  fetch,
  handler,
}: Options<Batch>): FetchManager {
  /** Who handles a partition: while its leader moves, two brokers may have answered. */
  const handledBy = new Map<string, string>()
  let running: Promise<void> | undefined
  let stopping = false

  /** @returns when it is stopped, or other brokers are there */
  async function loop(nodeId: string, nodeIds: readonly string[], isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      if (haveChanged(nodeIds)) return
      const batches = await fetch(nodeId)
      if (isOver()) return
      const handled = await Promise.allSettled(batches.map(batch => handle(batch, nodeId)))
      for (const each of handled) if (each.status === 'rejected') throw each.reason
    }
  }

  const haveChanged = (nodeIds: readonly string[]) => {
    const now = getNodeIds()
    return now.length > 0 && (now.length !== nodeIds.length || nodeIds.some(id => !now.includes(id)))
  }

  async function handle(batch: Batch, nodeId: string): Promise<void> {
    const place = `${batch.topic}/${batch.partition}`
    if ((handledBy.get(place) ?? nodeId) !== nodeId) return
    handledBy.set(place, nodeId)
    try {
      await handler(batch)
    } finally {
      handledBy.delete(place)
    }
  }

  async function run(): Promise<void> {
    while (!stopping) {
      const nodeIds = [...getNodeIds()]
      if (nodeIds.length === 0) throw noBroker()
      let over = false
      const loops = nodeIds.map(nodeId =>
        loop(nodeId, nodeIds, () => stopping || over).finally(() => {
          over = true
        }),
      )
      for (const each of await Promise.allSettled(loops)) if (each.status === 'rejected') throw each.reason
    }
  }

  return {
    start() {
      stopping = false
      running = run()
      return running
    },
    async stop() {
      stopping = true
      await running?.catch(() => {})
    },
    getFetchers: () => [],
  }
}

function noBroker(): Error {
  const { KafkaJSNoBrokerAvailableError } = require('kafkajs/src/errors') as {
    KafkaJSNoBrokerAvailableError: new () => Error
  }
  return new KafkaJSNoBrokerAvailableError()
}
