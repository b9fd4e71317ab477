/** The most tries to make one case smaller. */
const maxTries = 100

/**
 * A smaller case that still fails, or the case itself: what can be left out of it is, as long as it goes on failing.
 *
 * @param fails tries a case
 */
export async function shrunk<C>(one: C, fails: (one: C) => Promise<boolean>): Promise<C> {
  let smallest = one
  let tries = 0
  for (let found = true; found; ) {
    found = false
    for (const smaller of smallerOnes(smallest)) {
      if (++tries > maxTries) return smallest
      if (!(await fails(smaller as C))) continue
      smallest = smaller as C
      found = true
      break
    }
  }
  return smallest
}

/** A value with one part less: half of a list or of a text, one item, one member; then the same within its parts. */
export function* smallerOnes(value: unknown): Generator<unknown> {
  if (typeof value === 'string') {
    if (value.length > 8) {
      const half = value.length >> 1
      yield value.slice(0, half)
      yield value.slice(half)
    }
  } else if (Array.isArray(value)) {
    const half = value.length >> 1
    if (half > 0) {
      yield value.slice(0, half)
      yield value.slice(half)
    }
    if (value.length > 2) for (let at = 0; at < value.length; at++) yield value.toSpliced(at, 1)
    for (const [at, item] of value.entries())
      for (const smaller of smallerOnes(item)) yield value.with(at, smaller)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value))
      for (const smaller of smallerOnes(part)) yield { ...value, [name]: smaller }
  }
}
