import { startServiceUnderTest } from '@orderflow/events/testing'
import { payment } from '../app.ts'
import { type Config, configSchema } from '../config.ts'
import { createInProcessGateway } from './in-process.ts'
import type { GatewayCall, PaymentGateway } from './port.ts'

type Capture = (call: GatewayCall) => ReturnType<PaymentGateway['capture']>

const sound = createInProcessGateway({ testValues: true, slowMs: 0 })

/** A gateway whose captures go as scripted, order by order; what is not scripted is approved at once. */
function scriptedGateway() {
  const scripts = new Map<string, Capture[]>()
  const calls: GatewayCall[] = []
  const gateway: PaymentGateway = {
    ...sound,
    capture(call) {
      calls.push(call)
      const step = scripts.get(call.orderId)?.shift()
      return step === undefined ? sound.capture(call) : step(call)
    },
  }
  return {
    gateway,
    /** What the captures of an order do, one after the other. */
    script(orderId: string, captures: Capture[]) {
      scripts.set(orderId, captures)
    },
    callsOf: (orderId: string) => calls.filter(call => call.orderId === orderId),
  }
}

/** A capture that waits for the test, which learns when it was asked for. */
export function held(answer: Capture = sound.capture) {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const capture: Capture = async call => {
    ask()
    await released
    return await answer(call)
  }
  return { asked, release, capture }
}

/** The payment service before such a gateway. */
export async function startScripted() {
  const { gateway, script, callsOf } = scriptedGateway()
  const service = await startServiceUnderTest({
    define: (config: Config) => payment(config, () => gateway),
    schema: configSchema,
    migrations: new URL('../../migrations/', import.meta.url),
    // No call is given up while the tests run, however slow they are.
    env: { GATEWAY_TIMEOUT_MS: '600000' },
  })
  return {
    service,
    callsOf,
    /** A reservation of a new order whose first captures go as scripted. */
    async reserve(...captures: Capture[]) {
      const orderId = crypto.randomUUID()
      script(orderId, captures)
      const event = service.message('StockReserved', { orderId }, 1)
      await service.send(event)
      return { orderId, event }
    },
    /** The types of an order's entries, in their order. */
    async ledgerOf(orderId: string) {
      const query = 'SELECT type FROM ledger WHERE order_id = $1 ORDER BY version'
      return (await service.pool.query<{ type: string }>(query, [orderId])).rows.map(row => row.type)
    },
  }
}
