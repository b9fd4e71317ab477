import type { Mutant } from './mutant.ts'

/** Bugs in how one version of the saga runs beside another. */
export const sagaMutants: readonly Mutant[] = [
  {
    name: 'saga-of-the-setting',
    about: 'an order is decided by the version of the saga that new orders go by',
    rule: 'an order ends by the version that it began with',
    scenario: 'saga-change',
    edits: [
      {
        file: 'services/order/src/domain/transitions.ts',
        replace: '(sagas[saga] ?? newest).transitions',
        by: '(sagas[Number(process.env.ORDER_SAGA ?? 1) as Saga] ?? sagas[saga]).transitions',
      },
    ],
  },
  {
    name: 'captured-unchecked',
    about: 'payment reads version 2 of StockReserved too, and captures at it',
    rule: 'what asks for a check is told in no version that asks for a capture',
    scenario: 'saga-change',
    edits: [
      {
        file: 'services/payment/src/consumers.ts',
        replace: 'StockReserved: 1,',
        by: 'StockReserved: 2,',
      },
    ],
  },
]
