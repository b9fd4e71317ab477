import { createInProcessGateway } from './in-process.ts'
import type { GatewayCall, PaymentGateway } from './port.ts'

type Capture = (call: GatewayCall) => ReturnType<PaymentGateway['capture']>

const sound = createInProcessGateway({ testValues: true, slowMs: 0 })

/** A gateway whose captures go as scripted, order by order; what is not scripted is approved at once. */
export function scriptedGateway() {
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
