import { expect, test } from 'vitest'
import { services } from '../../lib/services.ts'
import { flawsOf } from './flaws.ts'
import { type SagaTable, tablesOf } from './tables.ts'

const tables = tablesOf(services)

/** The real tables, one of them changed. */
function changed(name: string, change: (table: SagaTable) => Partial<SagaTable>): SagaTable[] {
  return tables.map(table => (table.name === name ? { ...table, ...change(table) } : table))
}

const withCell =
  (state: string, input: string, step: string) =>
  ({ transitions }: SagaTable): Partial<SagaTable> => ({
    transitions: { ...transitions, [state]: { ...transitions[state], [input]: step } },
  })

test('the tables of the services lead everywhere and end', () => {
  expect(tables.map(({ name }) => name)).toEqual(['order', 'inventory', 'payment', 'shipping'])
  for (const saga of [1, 2] as const) expect(flawsOf(tablesOf(services, saga))).toEqual([])
})

test('a state that nothing leads to', () => {
  expect(flawsOf(changed('payment', withCell('NONE', 'ShipmentCancelled', 'late')))).toEqual([
    'payment: nothing leads to VOIDED',
    'payment: no cell takes the step bar',
  ])
})

test('a state that no way leads out of to an end', () => {
  const stuck = changed('order', ({ transitions }) => {
    const { CANCEL_PENDING: row = {} } = transitions
    const round = Object.fromEntries(Object.keys(row).map(input => [input, 'late']))
    const back = { ...round, CancelOrder: 'reserve' }
    const kept = { ...transitions.STOCK_RESERVED, ...round, CancelOrder: 'request' }
    return { transitions: { ...transitions, CANCEL_PENDING: back, STOCK_RESERVED: kept } }
  })
  expect(flawsOf(stuck)).toEqual([
    'order: no way leads from STOCK_RESERVED to an end',
    'order: no way leads from CANCEL_PENDING to an end',
  ])
})

test('a step that no cell takes', () => {
  const spare = { spare: { does: 'something', ends: [{ to: 'SOLD' }] } }
  expect(flawsOf(changed('inventory', ({ steps }) => ({ steps: { ...steps, ...spare } })))).toEqual([
    'inventory: no cell takes the step spare',
  ])
})

test('an input that nobody sends, and one without a column', () => {
  expect(flawsOf(changed('payment', () => ({ outsiders: {} })))).toEqual([
    'payment: nobody sends its input CaptureApproved',
    'payment: nobody sends its input CaptureDeclined',
    'payment: nobody sends its input RefundApproved',
  ])
  const hears = changed('shipping', ({ consumes }) => ({ consumes: { ...consumes, StockRejected: 1 } }))
  expect(flawsOf(hears)).toEqual(['shipping: its table has no column for StockRejected'])
})

test('an event that is consumed and that nobody publishes', () => {
  const silent = changed('inventory', ({ publishes, steps }) => {
    const { StockRejected: _, ...others } = publishes
    const reserve = {
      does: 'reserve',
      ends: [{ to: 'RESERVED', emits: ['StockReserved'] }, { to: 'REFUSED' }],
    }
    return { publishes: others, steps: { ...steps, reserve } }
  })
  expect(flawsOf(silent)).toEqual(['order: nobody publishes StockRejected'])
})

test('an event that is announced and never published, or the other way round', () => {
  expect(flawsOf(changed('shipping', withCell('NONE', 'OrderCancellationRequested', 'late')))).toEqual([
    'shipping: nothing leads to CANCELLED',
    'shipping: no cell takes the step cancel',
    'shipping: no step has ShipmentCancelled in its ends (services/shipping/src/domain/transitions.ts)',
  ])
  const unannounced = changed('payment', ({ publishes: { PaymentRefunded: _, ...publishes } }) => ({
    publishes,
  }))
  expect(flawsOf(unannounced)).toEqual([
    'payment: PaymentRefunded is not in publishes (services/payment/src/consumers.ts)',
  ])
})

test('an event that nobody consumes and that is not terminal', () => {
  const deaf = changed('order', ({ transitions, consumes: { StockRejected: _, ...consumes } }) => ({
    consumes,
    transitions: Object.fromEntries(
      Object.entries(transitions).map(([state, { StockRejected: __, ...row }]) => [state, row]),
    ),
  }))
  expect(flawsOf(deaf)).toEqual([
    'inventory: nobody in the saga consumes StockRejected, and terminalEvents in tools/dev/generate/saga/flaws.ts lacks it',
  ])
})
