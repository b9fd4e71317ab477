import { events } from '@orderflow/events'
import * as inventory from '@orderflow/inventory/consumers'
import * as stock from '@orderflow/inventory/domain/transitions.ts'
import type { Order } from '@orderflow/order/domain/order.ts'
import * as payment from '@orderflow/payment/consumers'
import { Ledger } from '@orderflow/payment/domain/ledger.ts'
import type { Entry } from '@orderflow/payment/domain/payment.ts'
import * as money from '@orderflow/payment/domain/transitions.ts'
import { type Owed, owedIn } from '@orderflow/service-kit'
import type { Stalled, Tables } from '../simulator/index.ts'

const ended: ReadonlySet<string> = new Set(['COMPLETED', 'REJECTED', 'CANCELLED'])
const owedByInventory = owedIn(events, inventory.consumes, stock.transitions)
const owedByPayment = owedIn(events, payment.consumes, money.transitions)

/** The orders that the services' `stuck-orders.ts` would count, when all deadlines have passed. */
export function stuck([order, ofInventory, ofPayment]: readonly Stalled[]): Set<string> {
  const orders: Order[] = [...(order?.tables.orders?.values() ?? [])]
  const open = orders.filter(({ status }) => !ended.has(status)).map(({ orderId }) => orderId)
  const reservation = ({ reservations }: Tables, orderId: string) => reservations?.get(orderId)?.status
  return new Set([
    ...open,
    ...setAsideAndOwed(ofInventory, owedByInventory, reservation),
    ...setAsideAndOwed(ofPayment, owedByPayment, statusOf),
  ])
}

const statusOf = ({ ledger }: Tables, orderId: string): string | undefined =>
  new Ledger((ledger?.get(orderId) ?? []) as readonly Entry[]).get(orderId)?.status

function setAsideAndOwed(
  stalled: Stalled | undefined,
  owed: readonly Owed[],
  stateOf: (tables: Tables, orderId: string) => string | undefined,
): string[] {
  if (stalled === undefined) return []
  const { tables, setAside } = stalled
  return setAside
    .filter(({ topic, key }) =>
      owed.some(each => each.topic === topic && each.state === stateOf(tables, key)),
    )
    .map(({ key }) => key)
}
