import { describe, expect, test } from 'vitest'
import { services } from '../../lib/services.ts'
import { type SagaTable, tablesOf } from './tables.ts'
import { type Tale, tales } from './tales.ts'
import { tell } from './tell.ts'

const tables = tablesOf(services)
const [wellEnded] = tales as [Tale]

describe('a tale', () => {
  test('is told by the tables', () => {
    const told = tell(wellEnded, tables)
    expect(told).toContain('customer->>order: PlaceOrder\n  Note over order: PENDING\n')
    expect(told).toContain('payment->>gateway: capture\n  gateway->>payment: CaptureApproved\n')
    expect(told).toMatch(/shipping->>inventory: ShipmentDispatched\n {2}Note over inventory: SOLD\n```\n$/)
  })

  test('changes with the tables', () => {
    const deaf = tables.map(table =>
      table.name === 'order' ? withCell(table, 'STOCK_RESERVED', 'PaymentCaptured', 'late') : table,
    )
    expect(tell(wellEnded, deaf)).toContain('payment-xorder: PaymentCaptured\n  Note over order: late\n')
  })

  test('cannot enter an impossible cell', () => {
    const forbidding = tables.map(table =>
      table.name === 'order' ? withCell(table, 'PAID', 'ShipmentDispatched', 'impossible') : table,
    )
    expect(() => tell(wellEnded, forbidding)).toThrow('ShipmentDispatched cannot come to order in PAID')
  })

  test('cannot deliver what nobody has sent', () => {
    const [first] = wellEnded.deliveries
    const hasty = { ...wellEnded, deliveries: [first, { to: 'payment', input: 'CaptureApproved' }] } as Tale
    expect(() => tell(hasty, tables)).toThrow()
    const early = { ...wellEnded, deliveries: [{ to: 'shipping', input: 'PaymentCaptured' }] }
    expect(() => tell(early, tables)).toThrow('no PaymentCaptured to shipping is under way')
  })

  test('cannot end while something is under way', () => {
    const cut = { ...wellEnded, deliveries: wellEnded.deliveries.slice(0, -1) }
    expect(() => tell(cut, tables)).toThrow('ends too early: ShipmentDispatched to inventory')
  })

  test('cannot end otherwise than it says', () => {
    expect(() => tell({ ...wellEnded, ends: 'CANCELLED' }, tables)).toThrow('COMPLETED, not CANCELLED')
  })
})

const withCell = (table: SagaTable, state: string, input: string, step: string): SagaTable => ({
  ...table,
  transitions: { ...table.transitions, [state]: { ...table.transitions[state], [input]: step } },
})
