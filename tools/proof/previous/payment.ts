import * as current from '@orderflow/payment/consumers'

const { OrderCleared: _unread, ...read } = current.consumes
const { OrderCleared: _undecided, ...decided } = current.decide

/** Payment as it was before it knew version 2 of the saga: OrderCleared waits for it. */
export const consumes = read

export const { publishes } = current

export const decide = decided
