import { endedUnder } from '../fuzz.ts'
import { bearerOf, startFuzzedSystem } from '../system.ts'
import type { Opening, Target } from '../target.ts'
import type { HttpCase } from './case.ts'
import { exchange } from './exchange.ts'
import { httpCase } from './generate.ts'
import { operationsOf } from './operations.ts'

const customer = 'fuzz'

/** Requests to every route of every service, in a system that runs with authentication. */
export async function http(opening: Opening): Promise<Target<HttpCase>> {
  const { system, revive, vitals, close } = await startFuzzedSystem(opening)
  const addresses: Readonly<Record<string, string>> = system.endpoints().services
  const described = await Promise.all(
    Object.entries(addresses).map(([service, address]) => operationsOf(service, address)),
  )
  const operations = described.flat()
  const callers = { operator: bearerOf(system), customer: bearerOf(system, customer) }
  const order = await placeOrder(addresses.order as string, await callers.customer())
  const token = async (caller: keyof typeof callers) => (await callers[caller]()).replace('Bearer ', '')

  return {
    short: 3_000,
    chunk: 100,
    generate: dice => httpCase(operations, dice),
    async run(cases) {
      const fillings = { order, operator: await token('operator'), customer: await token('customer') }
      const outcomes = await Promise.all(
        cases.map(one => exchange(one, addresses[one.service] ?? (addresses.order as string), fillings)),
      )
      const ended = await revive()
      return ended.length === 0 ? outcomes : endedUnder(cases, ended.join(' and '))
    },
    vitals,
    close,
  }
}

async function placeOrder(address: string, authorization: string): Promise<string> {
  const response = await fetch(`${address}/orders`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ customerId: customer, items: [{ productId: 'prod-1', quantity: 1 }] }),
  })
  const { orderId } = (await response.json()) as { readonly orderId?: string }
  if (orderId === undefined) throw new Error(`No order could be placed: ${response.status}`)
  return orderId
}
