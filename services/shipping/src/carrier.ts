import type { Deliverability } from './domain/shipment.ts'

/**
 * The carrier's word on addresses. Test values: with `testValues` on, shipping fails for customers whose
 * id begins with `undeliverable-`.
 */
export function createCarrier({ testValues }: { testValues: boolean }): Deliverability {
  return customerId =>
    testValues && customerId.startsWith('undeliverable-') ? 'UNDELIVERABLE_ADDRESS' : undefined
}
