import type { Consumed } from '@orderflow/messaging'
import type { System } from '@orderflow/testing/simulator'
import { changeService, type Mutant } from './mutate.ts'

/** Bugs around the decisions: in the inbox, in an upcaster, in the calls of the gateway. */
export const shellMutants: readonly Mutant[] = [
  {
    name: 'inbox-not-used',
    bug: 'payment does not ask its inbox',
    mutate: system => changeService(system, 'payment', () => ({ inboxKey: () => undefined })),
  },
  {
    name: 'inbox-by-type',
    bug: "inventory's inbox knows the types of events that it has seen, not their ids",
    mutate: system => changeService(system, 'inventory', () => ({ inboxKey: ({ type }) => type })),
  },
  {
    name: 'adjustment-key-forgotten',
    bug: "inventory does not keep the Idempotency-Keys of people's adjustments",
    mutate: system => changeService(system, 'inventory', () => ({ keepsReplies: false })),
  },
  {
    name: 'upcaster-loses-a-line',
    bug: 'the upcaster from version 1 of OrderCreated loses the last line of an order',
    mutate: system =>
      changeService(system, 'inventory', ({ contracts }) => ({
        contracts: { ...contracts, consumed: topic => losingALine(contracts.consumed(topic)) },
      })),
  },
  {
    name: 'gateway-key-per-attempt',
    bug: 'each call of the gateway has an idempotency key of its own',
    mutate: (system): System => ({
      ...system,
      payments: { ...system.payments, keyOf: ({ orderId }, attempt) => `${orderId} ${attempt}` },
    }),
  },
]

function losingALine(contract: Consumed | undefined): Consumed | undefined {
  if (contract === undefined || contract.later.length === 0) return contract
  return {
    ...contract,
    upcast(data) {
      const order = contract.upcast(data) as { readonly items: readonly unknown[] }
      return order.items.length < 2 ? order : { ...order, items: order.items.slice(0, -1) }
    },
  }
}
