import { testPrefixes } from './domain/pseudonym.ts'

/**
 * A pseudonym for a customer who has none yet: all of it random, so that it says nothing of whose it is, nor since when. With
 * `testValues` on it begins as the test customer's own id does.
 */
export function newPseudonym(customerId: string, testValues: boolean): string {
  const prefix = testValues ? testPrefixes.find(each => customerId.startsWith(each)) : undefined
  return `${prefix ?? ''}p-${crypto.randomUUID()}`
}
