import { isNeedlessCopy } from '@orderflow/messaging/consumer'
import type { Redrive, SetAside } from './actions.ts'
import type { Message } from './types.ts'
import type { ServiceState, World } from './world.ts'

/**
 * The next record of a partition fails, as one that `decide` throws at: its id goes into the inbox, it lies in the
 * dead letters, and the service's rows remember that (ADR 33). What the service would leave out cannot fail.
 */
export function setAside(world: World, { service: place, topic, partition }: SetAside): void {
  const state = world.services[place]
  const subscription = state?.subscriptions[topic]
  const offset = subscription?.offsets[partition] ?? 0
  const message = subscription?.topic.partitions[partition]?.[offset]
  if (state === undefined || subscription === undefined || message === undefined) return
  if (!isTaken(state, message)) return
  const { service, inbox } = state
  const key = service.inboxKey(message)
  if (key !== undefined) inbox.add(key)
  subscription.offsets[partition] = offset + 1
  state.backlog--
  state.setAside.push(message)
  world.deadLetters.push({ service: place, message })
  world.tally.deadLetters++
  world.recorder?.note(`${service.name} ← ${message.type} ${message.key}: dead letter`)
}

/** Whether a service would decide a record that it reads: it is no copy, was not sent back for another, and is new. */
export function isTaken({ service, inbox }: ServiceState, message: Message): boolean {
  const contract = service.contracts.consumed(message.topic)
  if (contract === undefined || (service.leavesOutCopies && isNeedlessCopy(message, contract))) return false
  if (message.redriveFor !== undefined && message.redriveFor !== service.name) return false
  const key = service.inboxKey(message)
  return key === undefined || !inbox.has(key)
}

/** Sends a dead letter back through the outbox of the service that failed, under an id that follows from it (ADR 17). */
export function redrive(world: World, { letter }: Redrive): void {
  const { service: place, message } = world.deadLetters[letter] ?? {}
  const state = place === undefined ? undefined : world.services[place]
  if (state === undefined || message === undefined) return
  state.outbox.push({ ...message, id: `redrive of ${message.id}`, redriveFor: state.service.name })
  world.tally.redrives++
  world.recorder?.note(`${message.type} ${message.key} goes back to ${state.service.name}`)
}
