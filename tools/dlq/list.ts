import { findDeadLetters, idOfPosition, matcher } from '@orderflow/messaging'
import { services } from '../lib/services.ts'
import { filterOf, positionOf, type Work } from './dead-letters.ts'
import { letterResult, letterTable } from './report.ts'

/** A page of the dead letters that meet the conditions. */
export async function list({ args, ids, deadLetters, output }: Work): Promise<number> {
  const now = new Date()
  const filter = filterOf({ ...args, where: [...args.where, ...ids] }, now)
  const { letters, next } = await findDeadLetters({
    kafka: deadLetters.kafka,
    services,
    matches: matcher(filter, now),
    limit: args.limit,
    after: args.after === undefined ? undefined : positionOf(args.after),
  })
  const redrives = await deadLetters.redrives(letters)
  output.say(letterTable(letters, redrives, now))
  const more = next && idOfPosition(next)
  if (more !== undefined) output.say(`\nThere may be more: --after ${more}`)
  output.result({
    deadLetters: letters.map(letter => letterResult(letter, redrives.get(letter.id))),
    ...(more && { next: more }),
  })
  return 0
}
