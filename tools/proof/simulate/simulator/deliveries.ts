import { isNeedlessCopy } from '@orderflow/messaging/consumer'
import { readData } from '@orderflow/messaging/events'
import type { Batch, Records, Source } from './actions.ts'
import {
  type Delivery,
  reads,
  type ServiceState,
  timeOf,
  violate,
  type Waiting,
  type World,
} from './world.ts'

/** What a batch takes: records without needless copies, and inputs from the entry. */
export function take(world: World, state: ServiceState, { sources }: Batch): Delivery[] {
  const deliveries: Delivery[] = []
  for (const source of sources) {
    if ('entry' in source) {
      const waiting = state.entry.find(({ id }) => id === source.entry)
      if (waiting !== undefined) {
        const { key, ...input } = waiting
        deliveries.push({ input: { ...input, at: timeOf(world) }, message: undefined, key })
      }
    } else {
      takeRecords(world, state, source, deliveries)
    }
  }
  return deliveries
}

function takeRecords(world: World, state: ServiceState, source: Records, deliveries: Delivery[]): void {
  const { service, subscriptions } = state
  const subscription = subscriptions[source.topic]
  const log = subscription?.topic.partitions[source.partition]
  const contract = subscription && service.contracts.consumed(subscription.topic.name)
  if (subscription === undefined || log === undefined || contract === undefined) return
  const from = subscription.offsets[source.partition] ?? 0
  for (const message of log.slice(from, from + source.count)) {
    if (message.redriveFor !== undefined && message.redriveFor !== service.name) continue
    if (service.leavesOutCopies && isNeedlessCopy(message, contract)) {
      world.tally.copies++
      continue
    }
    const read = readData(message.data, contract)
    if ('poison' in read) {
      violate(world, 'no-dead-letters', `${service.name} cannot read ${message.id}: ${read.poison.detail}`)
      return
    }
    if (contract.later.length > 0) world.tally.upcasts++
    const { id, type, correlationId, initiator } = message
    const input = { id, type, data: read.data, correlationId, initiator, at: timeOf(world) }
    deliveries.push({ input, message })
  }
}

/** What was read is not read again. */
export function commitOffsets(state: ServiceState, sources: readonly Source[]): void {
  for (const source of sources) {
    if ('entry' in source) continue
    const subscription = state.subscriptions[source.topic]
    const log = subscription?.topic.partitions[source.partition]
    if (subscription === undefined || log === undefined || !reads(state, subscription.topic)) continue
    const from = subscription.offsets[source.partition] ?? 0
    const to = Math.min(from + source.count, log.length)
    subscription.offsets[source.partition] = to
    state.backlog -= to - from
  }
}

/**
 * What was taken from the entry is gone, with two exceptions after a crash: a client that got no reply asks
 * again if that is safe, and a deadline's row is still due. An answer that is lost is had by asking again.
 */
export function leaveEntry(state: ServiceState, { sources, crash }: Batch): void {
  for (const source of sources) {
    if (!('entry' in source)) continue
    const at = state.entry.findIndex(({ id }) => id === source.entry)
    const input = state.entry[at]
    if (input === undefined || (crash !== undefined && isAskedAgain(input))) continue
    state.entry.splice(at, 1)
  }
}

const isAskedAgain = ({ type, key }: Waiting): boolean =>
  key !== undefined || type === 'CancelOrder' || type === 'DeadlinePassed'
