import type { Action } from './actions.ts'
import { isTaken } from './dead-letters.ts'
import { isAnswered } from './gateway.ts'
import { perform } from './perform.ts'
import type { Message } from './types.ts'
import type { World } from './world.ts'

/**
 * Lets all that is under way come to its end, one record at a time and without a fault but this one: a record that
 * `fails` at a service becomes a dead letter there.
 */
export function drainRecords(world: World, fails: (service: string, message: Message) => boolean): void {
  for (let next = nextOf(world, fails); next !== undefined; next = nextOf(world, fails)) {
    if (world.violation !== undefined) return
    perform(world, next)
  }
}

function nextOf(
  { services, system: { payments } }: World,
  fails: (service: string, message: Message) => boolean,
): Action | undefined {
  for (const [service, state] of services.entries()) {
    const { outbox, entry, subscriptions } = state
    if (outbox.length > 0) return { do: 'relay', service, count: outbox.length }
    const [first] = entry
    if (first !== undefined) return { do: 'batch', service, sources: [{ entry: first.id }] }
    for (const [topic, { topic: read, offsets }] of subscriptions.entries()) {
      for (const [partition, log] of read.partitions.entries()) {
        const message = log[offsets[partition] ?? 0]
        if (message === undefined) continue
        return fails(state.service.name, message) && isTaken(state, message)
          ? { do: 'set-aside', service, topic, partition }
          : { do: 'batch', service, sources: [{ topic, partition, count: 1 }] }
      }
    }
  }
  const payment = services[payments.service]
  const request =
    payment && [...payments.requests(payment.tables).keys()].find(id => !isAnswered(payment, id))
  return request === undefined ? undefined : { do: 'ask', request, fate: 'answered' }
}
