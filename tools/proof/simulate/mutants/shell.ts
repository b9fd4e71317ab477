import type { Consumed } from '@orderflow/messaging/events'
import type { Orders } from '@orderflow/order/domain/order.ts'
import type { System } from '../simulator/index.ts'
import { changeService, type Mutant, wrongDecision } from './mutate.ts'

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

/** Bugs that only show when messages become dead letters. */
export const deadLetterMutants: readonly Mutant[] = [
  {
    name: 'redrive-under-its-own-id',
    bug: 'what is sent back out of the dead letters keeps its id, which the inbox took when it failed',
    mutate: system =>
      (['order', 'inventory', 'payment', 'shipping'] as const).reduce(
        (changed, name) =>
          changeService(changed, name, () => ({ inboxKey: ({ id }) => id.replaceAll('redrive of ', '') })),
        system,
      ),
  },
  wrongDecision<Orders>(
    'order-deadline-spares-the-paid',
    'an order that is paid does not ask for its cancellation at its deadline: its dispatch will come',
    'order',
    ['DeadlinePassed'],
    () =>
      ({ orders }, { data }) =>
        orders.get(data.orderId)?.status === 'PAID' ? { ignored: 'late' } : undefined,
  ),
  {
    name: 'stuck-payment-not-counted',
    bug: 'a refund that lies in the dead letters is counted by nobody as stuck',
    mutate: (system): System => ({
      ...system,
      stuck: ([order, inventory]) => system.stuck([order, inventory].filter(each => each !== undefined)),
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
