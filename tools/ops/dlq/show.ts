import { type DeadLetter, fullFactsOf } from '@orderflow/messaging/dead-letters'
import { UsageError } from '../../dev/lib/args.ts'
import type { Work } from './dead-letters.ts'
import { letterPage } from './report.ts'

/** One dead letter in full, and how to send it back. */
export async function show({ ids, deadLetters, output }: Work): Promise<number> {
  const [id, ...more] = ids
  if (id === undefined || more.length > 0)
    throw new UsageError('Say which dead letter: one id, see `dlq list`.')
  const [letter] = (await deadLetters.get([id])) as [DeadLetter]
  const redrive = (await deadLetters.redrives([letter])).get(letter.id)
  output.say(letterPage(letter, redrive))
  output.result(fullFactsOf(letter, redrive))
  return 0
}
