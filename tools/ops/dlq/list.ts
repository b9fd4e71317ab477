import { factsOf, findDeadLetters, idOfPosition, matcher } from '@orderflow/messaging/dead-letters'
import { UsageError } from '../../dev/lib/args.ts'
import { services } from '../../dev/lib/services.ts'
import { filterOf, positionOf, type Work } from './dead-letters.ts'
import { letterTable } from './report.ts'

/** A page of the dead letters that meet the conditions. */
export async function list({ args, ids, deadLetters, output }: Work): Promise<number> {
  const now = new Date()
  if (ids.length > 0)
    throw new UsageError('list takes conditions: --where FIELD=VALUE. To see one, `dlq show ID`.')
  const filter = filterOf(args, now)
  const after = args.after === undefined ? undefined : positionOf(args.after)
  const { letters, next } = await findDeadLetters({
    reader: await deadLetters.reader(),
    services,
    matches: matcher(filter, now),
    choose: letters => deadLetters.choose(letters, filter),
    limit: args.limit,
    after,
  })
  const redrives = await deadLetters.redrives(letters)
  output.say(letterTable(letters, redrives, now))
  const more = next && idOfPosition(next)
  if (more !== undefined) output.say(`\nThere may be more: --after ${more}`)
  output.result({
    deadLetters: letters.map(letter => factsOf(letter, redrives.get(letter.id))),
    ...(more && { next: more }),
  })
  return 0
}
