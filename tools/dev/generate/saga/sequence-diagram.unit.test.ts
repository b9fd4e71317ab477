import { describe, expect, test } from 'vitest'
import { services } from '../../lib/services.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { sequenceDiagram } from './sequence-diagram.ts'
import { type SagaTable, tablesOf } from './tables.ts'

const tables = tablesOf(services)
const [wellEnded] = scenarios[1] as [Scenario]

describe('a scenario', () => {
  test('is drawn from the tables', () => {
    const drawn = sequenceDiagram(wellEnded, tables)
    expect(drawn).toContain('customer->>order: PlaceOrder\n  Note over order: PENDING\n')
    expect(drawn).toContain('payment->>gateway: capture\n  gateway->>payment: CaptureApproved\n')
    expect(drawn).toMatch(/shipping->>inventory: ShipmentDispatched\n {2}Note over inventory: SOLD\n```\n$/)
  })

  test('changes with the tables', () => {
    const deaf = tables.map(table =>
      table.name === 'order' ? withCell(table, 'STOCK_RESERVED', 'PaymentCaptured', 'late') : table,
    )
    expect(sequenceDiagram(wellEnded, deaf)).toContain(
      'payment-xorder: PaymentCaptured\n  Note over order: late\n',
    )
  })

  test('goes on as before where one end of a step has two events', () => {
    const dispatch = {
      does: 'dispatch, wrapped as a gift',
      ends: [
        { to: 'DISPATCHED', emits: ['ShipmentDispatched', 'GiftWrapped'] },
        { to: 'FAILED', emits: ['ShipmentFailed'] },
      ],
    }
    const wrapping = tables.map(table =>
      table.name === 'shipping' ? { ...table, steps: { ...table.steps, dispatch } } : table,
    )
    for (const scenario of scenarios[1])
      expect(sequenceDiagram(scenario, wrapping)).toBe(sequenceDiagram(scenario, tables))
  })

  test('cannot enter an impossible cell', () => {
    const forbidding = tables.map(table =>
      table.name === 'order' ? withCell(table, 'PAID', 'ShipmentDispatched', 'impossible') : table,
    )
    expect(() => sequenceDiagram(wellEnded, forbidding)).toThrow(
      'ShipmentDispatched cannot come to order in PAID',
    )
  })

  test('cannot deliver what nobody has sent', () => {
    const [first] = wellEnded.deliveries
    const hasty = {
      ...wellEnded,
      deliveries: [first, { to: 'payment', input: 'CaptureApproved' }],
    } as Scenario
    expect(() => sequenceDiagram(hasty, tables)).toThrow()
    const early = { ...wellEnded, deliveries: [{ to: 'shipping', input: 'PaymentCaptured' }] }
    expect(() => sequenceDiagram(early, tables)).toThrow('no PaymentCaptured to shipping is under way')
  })

  test('cannot end while something is under way', () => {
    const cut = { ...wellEnded, deliveries: wellEnded.deliveries.slice(0, -1) }
    expect(() => sequenceDiagram(cut, tables)).toThrow(
      'ends too early, with ShipmentDispatched to inventory still',
    )
  })

  test('cannot end otherwise than it says', () => {
    expect(() => sequenceDiagram({ ...wellEnded, ends: 'CANCELLED' }, tables)).toThrow(
      'COMPLETED, not CANCELLED',
    )
  })
})

const withCell = (table: SagaTable, state: string, input: string, step: string): SagaTable => ({
  ...table,
  transitions: { ...table.transitions, [state]: { ...table.transitions[state], [input]: step } },
})
