import { afterEach, expect, test, vi } from 'vitest'
import { catalogue, startCatalogue } from './catalogue.ts'
import { startSession } from './session.ts'
import { config } from './store.ts'

let stop = () => {}
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  catalogue.value = []
  config.value = { services: {} }
})

test('inventory is asked until it answers, and once at a time, however often the page learns where it is', async () => {
  vi.useFakeTimers()
  await startSession(undefined, undefined)
  const products = [{ productId: 'prod-1', name: 'A lamp', available: 1, reserved: 0, sold: 0 }]
  const away = () => new Response('{}', { status: 503 })
  const answers = [away(), away(), Response.json(products)]
  let asked = 0
  vi.stubGlobal('fetch', async (_url: string, { signal }: RequestInit) => {
    await Promise.resolve()
    signal?.throwIfAborted()
    asked++
    return answers.shift() as Response
  })
  config.value = { services: { inventory: 'http://inventory' } }
  stop = startCatalogue()
  config.value = { services: { inventory: 'http://inventory' } }
  await vi.advanceTimersByTimeAsync(10_000)
  expect([asked, catalogue.value]).toEqual([3, products])
})
