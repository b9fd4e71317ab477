import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askService } from './letters.ts'
import { opened, openService } from './service.ts'
import { startSession } from './session.ts'
import { config } from './store.ts'

let ready: () => Response

beforeEach(async () => {
  await startSession(undefined, undefined)
  config.value = { services: { order: 'http://order' } }
  vi.stubGlobal('document', { visibilityState: 'visible' })
  vi.stubGlobal('fetch', async (url: string) =>
    url === 'http://order/health/ready' ? ready() : Response.json({ lines: [] }),
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** What the panel shows of its health. */
async function healthOf(service: string) {
  const close = openService(service)
  await vi.waitFor(() => expect(opened.value.ready).toBeDefined())
  close()
  return opened.value.ready
}

test('a service that is not ready says what each check found', async () => {
  const value = { status: 'unavailable', checks: { kafka: { ok: false, detail: 'It is away.' } } }
  ready = () => Response.json(value, { status: 503 })
  expect(await healthOf('order')).toEqual({ value })
})

test('one that is stopping says so instead', async () => {
  ready = () => Response.json({ title: 'Service Unavailable', detail: 'It is stopping.' }, { status: 503 })
  expect(await healthOf('order')).toEqual({ why: 'It is stopping.' })
})

test('what is no JSON is told by its status', async () => {
  ready = () => new Response('Bad Gateway', { status: 502 })
  expect(await healthOf('order')).toEqual({ why: 'The answer was 502.' })
})

test('a panel that is closed asks no more', async () => {
  const later = vi.spyOn(globalThis, 'setTimeout')
  const forgotten = vi.spyOn(globalThis, 'clearTimeout')
  ready = () => Response.json({ status: 'ok', checks: {} })
  await healthOf('order')
  const timers = later.mock.calls.flatMap(([, ms], n) => (ms === 2_000 ? [later.mock.results[n]?.value] : []))
  expect(timers).toHaveLength(1)
  expect(forgotten).toHaveBeenCalledWith(timers[0])
})

test.each(['nobody', 'constructor'])('a service that the page does not know is not asked: %s', async name => {
  expect(await healthOf(name)).toEqual({ why: 'This page does not know where the service is.' })
  await expect(askService(name, 'outbox')).rejects.toThrow(
    `This page does not know where the service ${name} is.`,
  )
})
