import type { Json } from './json.ts'
import { combinators } from './keywords.ts'
import { differenceInMeaning, type Roots } from './meaning.ts'
import { type Finding, leaveIt } from './refusal.ts'
import { narrowing } from './values.ts'

/** With these, more is allowed without them; of the others nobody knows. */
const narrowers = new Set([...combinators, 'items', 'additionalProperties'])
narrowers.delete('patternProperties')

/** A keyword that is not taken apart (a combinator, a tuple, an unknown one): its meaning must stay the same. */
export function compareWhole(
  keyword: string,
  before: Json | undefined,
  after: Json | undefined,
  roots: Roots,
): Finding | undefined {
  // Within a schema of its own, where the keyword says which parts are schemas and which are values.
  const alone = (value: Json | undefined): Json => (value === undefined ? {} : { [keyword]: value })
  const difference = differenceInMeaning(alone(before), alone(after), roots)
  if (difference === undefined) return undefined
  const breaks = narrowers.has(keyword) ? narrowing(keyword, before, after)?.breaks : undefined
  return { change: difference, breaks: breaks ?? 'both', instead: leaveIt }
}
