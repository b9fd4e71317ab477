import { userInfo } from 'node:os'
import * as inventory from '@orderflow/inventory/stuck-orders'
import { type DeadLetter, matcher, pagesOfDeadLetters, totalsOf } from '@orderflow/messaging/dead-letters'
import { type RedriveResult, redrive as send } from '@orderflow/messaging/redrive'
import * as order from '@orderflow/order/stuck-orders'
import * as payment from '@orderflow/payment/stuck-orders'
import { UsageError } from '../../dev/lib/args.ts'
import type { Endpoints } from '../../dev/lib/endpoints.ts'
import { services } from '../../dev/lib/services.ts'
import { type DeadLetters, filterOf, openDeadLetters, type Work } from './dead-letters.ts'
import { resultLine, totalsLine } from './report.ts'

const pageSize = 200

/** Sends dead letters back, by id or by condition, or says what would be sent. The status is 1 if one was refused. */
export async function redrive({ args, ids, deadLetters, output }: Work): Promise<number> {
  const chosen =
    args.stuck || args.where.length > 0 || [args.topic, args.order].some(each => each !== undefined)
  if (chosen === ids.length > 0) {
    throw new UsageError(
      'Say which dead letters: either their ids, or conditions with --stuck, --order, --where and --topic.',
    )
  }
  const by = args.by ?? userInfo().username
  const options = { by, dryRun: args['dry-run'] }
  const results: RedriveResult[] = []
  const pages = chosen ? matching(args, deadLetters) : named(ids, deadLetters)
  for await (const result of sendBack(deadLetters, pages, options)) {
    results.push(result)
    output.say(resultLine(result, options.dryRun))
  }
  const totals = totalsOf(results)
  output.say(totalsLine(totals, options.dryRun))
  output.result({ dryRun: options.dryRun, by, ...totals, results })
  return totals.refused > 0 ? 1 : 0
}

/**
 * Sends every dead letter of a running system back that was not sent back before.
 *
 * @param by who does it; recorded
 */
export async function redriveAll(endpoints: Endpoints, by: string): Promise<RedriveResult[]> {
  const deadLetters = openDeadLetters(endpoints)
  try {
    const reader = await deadLetters.reader()
    const pages = pagesOfDeadLetters({ reader, services, matches: () => true, limit: pageSize })
    const results: RedriveResult[] = []
    for await (const result of sendBack(deadLetters, pages, { by })) results.push(result)
    return results
  } finally {
    await deadLetters.close()
  }
}

/** Sends pages of dead letters back, each through its own service, and tells what became of each. */
async function* sendBack(
  deadLetters: Pick<DeadLetters, 'pool'>,
  pages: AsyncIterable<{ readonly letters: readonly DeadLetter[] }>,
  options: { readonly by: string; readonly dryRun?: boolean },
): AsyncGenerator<RedriveResult> {
  for await (const { letters } of pages) {
    for (const [service, ofService] of Map.groupBy(letters, letter => letter.service)) {
      yield* await send(deadLetters.pool(service), ofService, options)
    }
  }
}

/** All of them are looked up before the first one goes back: a wrong id changes nothing. */
async function* named(
  ids: readonly string[],
  deadLetters: DeadLetters,
): AsyncGenerator<{ readonly letters: readonly DeadLetter[] }> {
  yield { letters: await deadLetters.get([...new Set(ids)]) }
}

/** The orders that a person has to help: by each service's own word. */
async function stuckOrders({ pool }: Pick<DeadLetters, 'pool'>): Promise<Set<string>> {
  const found = await Promise.all([
    order.findStuckOrders(pool('order')),
    inventory.findStuckOrders(pool('inventory')),
    payment.findStuckOrders(pool('payment')),
  ])
  return new Set(found.flat())
}

async function* matching(
  args: Work['args'],
  deadLetters: DeadLetters,
): AsyncGenerator<{ readonly letters: readonly DeadLetter[] }> {
  const now = new Date()
  const filter = filterOf(args, now)
  const meets = matcher(filter, now)
  const stuck = args.stuck ? await stuckOrders(deadLetters) : undefined
  const matches = (letter: DeadLetter) =>
    meets(letter) && (stuck === undefined || stuck.has(letter.record.key?.toString() ?? ''))
  const reader = await deadLetters.reader()
  const choose = (letters: readonly DeadLetter[]) => deadLetters.choose(letters, filter)
  yield* pagesOfDeadLetters({ reader, services, matches, choose, limit: pageSize })
}
