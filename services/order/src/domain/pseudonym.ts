/** How the ids of test customers begin, by which payment and shipping know them. */
export const testPrefixes = ['declined-', 'slow-', 'undeliverable-'] as const

const form = new RegExp(`^(?:${testPrefixes.join('|')})?p-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

/**
 * Whether an order's customer is a pseudonym, by its form, also when nobody knows any more whose: it is then the own id of
 * nobody, whatever callers are called. Anything else is an own id from before there were pseudonyms.
 */
export const isPseudonym = (customerId: string): boolean => form.test(customerId)
