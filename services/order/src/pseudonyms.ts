import { uuidv7 } from 'uuidv7'

/** How the ids of test customers begin, by which payment and shipping know them. */
const testPrefixes = ['declined-', 'slow-', 'undeliverable-']

/**
 * A pseudonym for a customer who has none yet: a new id, which says nothing of whose it is. With `testValues` on it begins as
 * the test customer's own id does.
 */
export function newPseudonym(customerId: string, testValues: boolean): string {
  const prefix = testValues ? testPrefixes.find(each => customerId.startsWith(each)) : undefined
  return `${prefix ?? ''}${uuidv7()}`
}
