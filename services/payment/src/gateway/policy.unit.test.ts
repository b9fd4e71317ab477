import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type BreakerState, gatewayMetrics } from './metrics.ts'
import { type GatewayLimits, guard } from './policy.ts'
import { type Answer, GatewayError, type PaymentGateway } from './port.ts'

const call = { orderId: 'order-1', customerId: 'customer-1', amount: { amount: 1250, currency: 'EUR' } }
const approved: Answer<'capture'> = {
  orderId: 'order-1',
  operation: 'capture',
  result: 'approved',
  reference: 'cap-1',
}
const limits: GatewayLimits = {
  timeoutMs: 1_000,
  retries: 2,
  retryMs: { first: 100, max: 1_600 },
  concurrency: 2,
  breaker: { calls: 10_000, threshold: 0.5, openMs: 2_000 },
}
/** Opens at the second failure. */
const touchy = { breaker: { calls: 4, threshold: 0.5, openMs: 2_000 } }
const never = new AbortController().signal
const failure = () => Promise.reject(new GatewayError('GATEWAY_FAILED', 'The gateway answered 500.'))
const success = () => Promise.resolve(approved)
const silence = () => new Promise<Answer<'capture'>>(() => {})

/** A guarded gateway whose captures do what `capture` says, on a clock that the test turns. */
function guardedBy(capture: PaymentGateway['capture'], over: Partial<GatewayLimits> = {}) {
  const registry = new Registry()
  const states: BreakerState[] = []
  const script = { capture }
  let calls = 0
  const gateway = guard(
    {
      capture: (...args) => {
        calls += 1
        return script.capture(...args)
      },
      refund: () => Promise.reject(new Error('not asked')),
    },
    { ...limits, ...over },
    gatewayMetrics(registry, async () => ({ requests: 0, oldestSeconds: 0 })),
    state => states.push(state),
  )
  return {
    gateway,
    states,
    script,
    get calls() {
      return calls
    },
    ask: () => gateway.ask('capture', call, never),
    /** The result or the error's code, once all timers that it waits for have run. */
    async outcome() {
      const asked = gateway.ask('capture', call, never).then(
        reply => reply.result as string,
        (error: GatewayError) => error.code as string,
      )
      await vi.advanceTimersByTimeAsync(30_000)
      return await asked
    },
    metric: async (name: string) => (await registry.getSingleMetric(name)?.get())?.values,
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('retries', () => {
  test('a call without an answer is repeated, and the answer is the answer', async () => {
    let left = 2
    const guarded = guardedBy(() => (left-- > 0 ? failure() : success()))
    expect(await guarded.outcome()).toBe('approved')
    expect(guarded.calls).toBe(3)
    expect(await guarded.metric('gateway_retries_total')).toMatchObject([{ value: 2 }])
  })

  test('are bounded', async () => {
    const guarded = guardedBy(failure)
    expect(await guarded.outcome()).toBe('GATEWAY_FAILED')
    expect(guarded.calls).toBe(3)
  })

  test('a request that is refused is not repeated and not held against the gateway', async () => {
    const guarded = guardedBy(() => Promise.reject(new GatewayError('GATEWAY_REQUEST_REFUSED', '')))
    for (let i = 0; i < 10; i++) expect(await guarded.outcome()).toBe('GATEWAY_REQUEST_REFUSED')
    expect(guarded.calls).toBe(10)
    expect(guarded.gateway.breaker()).toBe('closed')
  })

  test('come after pauses that grow, differ from request to request and are bounded', async () => {
    const guarded = guardedBy(failure, { retries: 8, concurrency: 20 })
    const times: number[][] = []
    guarded.script.capture = ({ orderId }) => {
      times[Number(orderId)]?.push(Date.now())
      return failure()
    }
    const all = Array.from({ length: 20 }, (_, i) => {
      times.push([])
      return guarded.gateway.ask('capture', { ...call, orderId: String(i) }, never).catch(() => {})
    })
    await vi.advanceTimersByTimeAsync(60_000)
    await Promise.all(all)
    const pauses = times.map(at => at.slice(1).map((time, i) => time - (at[i] as number)))
    expect(Math.max(...pauses.flat())).toBeLessThanOrEqual(1_600)
    expect(new Set(pauses.map(([first]) => first)).size).toBeGreaterThan(5)
    const mean = (nth: number) => pauses.reduce((sum, pause) => sum + (pause[nth] as number), 0) / 20
    expect(mean(4)).toBeGreaterThan(2 * mean(0))
  })
})

describe('the deadline', () => {
  test('ends a call that hangs, which is then repeated', async () => {
    let abandoned = 0
    const guarded = guardedBy((_, given) => {
      given?.once('abort', () => abandoned++)
      return silence()
    })
    const asked = guarded.ask().catch((error: GatewayError) => error.code)
    await vi.advanceTimersByTimeAsync(999)
    expect(abandoned).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(abandoned).toBe(1)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await asked).toBe('GATEWAY_TIMEOUT')
    expect(guarded.calls).toBe(3)
  })

  test('makes no AbortSignal and aborts nothing for a call that ends in time, whatever its end', async () => {
    const made = vi.spyOn(globalThis, 'AbortController')
    let abandoned = 0
    const guarded = guardedBy((_, given) => {
      given?.once('abort', () => abandoned++)
      return success()
    })
    expect(await guarded.outcome()).toBe('approved')
    guarded.script.capture = (_, given) => {
      given?.once('abort', () => abandoned++)
      return failure()
    }
    expect(await guarded.outcome()).toBe('GATEWAY_FAILED')
    expect([made.mock.calls.length, abandoned, vi.getTimerCount()]).toEqual([0, 0, 0])
    made.mockRestore()
  })

  test('is not waited for when the gateway is closed', async () => {
    const guarded = guardedBy(silence, { retries: 0 })
    const asked = guarded.ask().catch((error: GatewayError) => error.code)
    await guarded.gateway.close()
    expect(await asked).toBe('GATEWAY_UNREACHABLE')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a gateway that asks to be left alone', () => {
  const asking = (retryAfterMs: number) => () =>
    Promise.reject(new GatewayError('GATEWAY_FAILED', 'The gateway answered 503.', { retryAfterMs }))

  test('is not asked again at once, and the request says for how long', async () => {
    const guarded = guardedBy(asking(30_000))
    await expect(guarded.ask()).rejects.toMatchObject({ code: 'GATEWAY_FAILED', retryAfterMs: 30_000 })
    expect(guarded.calls).toBe(1)
  })

  test('is held to have failed, and no trial comes before that time, nor after it once it has answered', async () => {
    const guarded = guardedBy(asking(30_000), { ...touchy, retries: 0 })
    for (let i = 0; i < 2; i++) await guarded.ask().catch(() => {})
    expect(guarded.gateway.breaker()).toBe('open')
    await vi.advanceTimersByTimeAsync(29_999)
    expect(guarded.gateway.room()).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(guarded.gateway.room()).toBe(1)

    guarded.script.capture = success
    expect(await guarded.ask()).toEqual(approved)
    guarded.script.capture = failure
    for (let i = 0; i < 2; i++) await guarded.ask().catch(() => {})
    await vi.advanceTimersByTimeAsync(2_000)
    expect(guarded.gateway.room()).toBe(1)
  })
})

describe('the bulkhead', () => {
  test('lets so many at work, as many wait, and refuses more', async () => {
    const guarded = guardedBy(silence)
    expect(guarded.gateway.room()).toBe(4)
    const four = Array.from({ length: 4 }, () => guarded.ask().catch(() => {}))
    expect(guarded.calls).toBe(2)
    expect(guarded.gateway.room()).toBe(0)
    await expect(guarded.ask()).rejects.toMatchObject({ code: 'GATEWAY_BUSY' })
    guarded.script.capture = success
    await vi.advanceTimersByTimeAsync(30_000)
    await Promise.all(four)
    expect(guarded.gateway.room()).toBe(4)
  })
})

describe('the breaker', () => {
  const opened = async () => {
    const guarded = guardedBy(failure, { ...touchy, retries: 0 })
    await guarded.ask().catch(() => {})
    expect(guarded.gateway.breaker()).toBe('closed')
    await guarded.ask().catch(() => {})
    expect(guarded.gateway.breaker()).toBe('open')
    return guarded
  }

  test('opens, and then nobody is asked', async () => {
    const guarded = await opened()
    expect(guarded.gateway.room()).toBe(0)
    await expect(guarded.ask()).rejects.toMatchObject({ code: 'GATEWAY_BREAKER_OPEN' })
    expect(guarded.calls).toBe(2)
    expect(await guarded.metric('gateway_breaker_state')).toMatchObject([{ value: 2 }])
  })

  test('then lets one call try, and stays open if that fails', async () => {
    const guarded = await opened()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(guarded.gateway.room()).toBe(1)
    await expect(guarded.ask()).rejects.toMatchObject({ code: 'GATEWAY_FAILED' })
    expect(guarded.gateway.room()).toBe(0)
    expect(guarded.states).toEqual(['open', 'half-open', 'open'])
  })

  test('closes when that call has an answer', async () => {
    const guarded = await opened()
    guarded.script.capture = success
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await guarded.ask()).toEqual(approved)
    expect(guarded.gateway.room()).toBe(4)
    expect(guarded.states).toEqual(['open', 'half-open', 'closed'])
    expect(await guarded.metric('gateway_breaker_state')).toMatchObject([{ value: 0 }])
  })

  test('ends the retries of those who were at it', async () => {
    const guarded = guardedBy(failure, { ...touchy, retries: 10 })
    expect(await guarded.outcome()).toBe('GATEWAY_BREAKER_OPEN')
    expect(guarded.calls).toBe(2)
  })

  test('does not open for a share of failures below its threshold', async () => {
    let n = 0
    const guarded = guardedBy(() => (n++ % 3 === 0 ? failure() : success()), { ...touchy, retries: 0 })
    for (let i = 0; i < 100; i++) await guarded.ask().catch(() => {})
    expect(guarded.states).toEqual([])
  })
})

test('calls are counted by what became of them', async () => {
  const replies = [failure, success, () => Promise.resolve({ result: 'pending', askAgainMs: 1_000 } as const)]
  const guarded = guardedBy(() => (replies.shift() ?? success)())
  await guarded.outcome()
  await guarded.outcome()
  const counts = (await guarded.metric('gateway_calls_total'))?.map(({ labels, value }) => [
    labels.result,
    value,
  ])
  expect(counts).toEqual([
    ['failed', 1],
    ['approved', 1],
    ['pending', 1],
  ])
  expect(await guarded.metric('gateway_in_flight')).toMatchObject([{ value: 0 }])
})
