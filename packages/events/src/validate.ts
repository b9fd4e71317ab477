import { errorLine } from '@orderflow/event-contracts'
import type { Validator } from '@orderflow/event-contracts/runtime'
import { quick } from './generated/quick.ts'
import { thorough } from './generated/thorough.ts'

/** What is wrong with an event's data, as `errorLine` says it. */
export function validationError({ topic }: { readonly topic: string }, data: unknown): string | undefined {
  return errorLine(quick[topic] as Validator, thorough[topic] as Validator, data)
}
