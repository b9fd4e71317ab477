import { expect, test, vi } from 'vitest'
import { createFetchManager } from './fetch-manager.ts'

const batch = (partition: number) => ({ topic: 'a', partition })

/** Fetches that are answered by hand, broker by broker. */
function given(handler: (of: { partition: number }) => Promise<void>, brokers = ['1']) {
  const asked: { nodeId: string; answer: (batches: ReturnType<typeof batch>[]) => void }[] = []
  const manager = createFetchManager({
    getNodeIds: () => brokers,
    fetch: nodeId => new Promise<ReturnType<typeof batch>[]>(answer => asked.push({ nodeId, answer })),
    handler,
  })
  return { asked, manager, brokers }
}

test('all batches of a fetch are handled at once, and the next one goes out when all are done', async () => {
  const doing = new Map<number, () => void>()
  const { asked, manager } = given(({ partition }) => new Promise(done => doing.set(partition, done)))
  const running = manager.start()
  asked[0]?.answer([batch(0), batch(1)])
  await vi.waitFor(() => expect(doing.size).toBe(2))
  doing.get(0)?.()
  await new Promise(setImmediate)
  expect(asked).toHaveLength(1)
  doing.get(1)?.()
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  const stopped = manager.stop()
  asked[1]?.answer([batch(0)])
  await Promise.all([running, stopped])
})

test('a batch that fails ends it, after the others are done', async () => {
  const done: number[] = []
  const { asked, manager } = given(async ({ partition }) => {
    await new Promise(setImmediate)
    if (partition === 0) throw new Error('rebalancing')
    await new Promise(setImmediate)
    done.push(partition)
  })
  const running = manager.start()
  asked[0]?.answer([batch(0), batch(1)])
  await expect(running).rejects.toThrow('rebalancing')
  expect(done).toEqual([1])
})

test('a broker that comes is fetched from, and a partition of two brokers is handled for one', async () => {
  const handled: number[] = []
  let finish = () => {}
  const { asked, manager, brokers } = given(({ partition }) => {
    handled.push(partition)
    return new Promise(resolve => {
      finish = resolve
    })
  })
  const running = manager.start()
  brokers.push('2')
  asked[0]?.answer([])
  await vi.waitFor(() => expect(asked.map(({ nodeId }) => nodeId)).toEqual(['1', '1', '2']))
  asked[1]?.answer([batch(0)])
  asked[2]?.answer([batch(0)])
  await vi.waitFor(() => expect(asked).toHaveLength(4)) // who came second has nothing to do
  expect(handled).toEqual([0])
  const stopped = manager.stop()
  finish()
  asked[3]?.answer([])
  await Promise.all([running, stopped])
})

test('without a broker there is nothing to fetch from', async () => {
  await expect(given(async () => {}, []).manager.start()).rejects.toMatchObject({
    name: 'KafkaJSNoBrokerAvailableError',
  })
})
