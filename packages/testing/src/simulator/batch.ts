import {
  decideInput,
  type Emission,
  type Input,
  isNeedlessCopy,
  readData,
  statedInVersions,
} from '@orderflow/messaging'
import type { Batch, Records, Source } from './actions.ts'
import { visit } from './tally.ts'
import type { AnyWorkingSet, Message, SimulatedService } from './types.ts'
import { type ServiceState, timeOf, violate, type World } from './world.ts'

/** One unit of work, as the processor has it: an input, with the message behind it if it came from a topic. */
interface Delivery {
  readonly input: Input
  readonly message: Message | undefined
}

/** What a transaction is about to commit. */
interface Staged {
  readonly inboxKeys: Set<string>
  readonly messages: Message[]
  readonly decided: Delivery[]
  readonly replies: { readonly input: Input; readonly reply: unknown }[]
}

/**
 * One batch, one transaction: what `processBatch` does, without its I/O. Deciding, stating events, reading
 * them and leaving out copies are the real functions; inbox, rows and outbox are sets, maps and arrays.
 */
export function processBatch(world: World, action: Batch): void {
  const state = world.services[action.service]
  if (state === undefined) return
  const staged: Staged = { inboxKeys: new Set(), messages: [], decided: [], replies: [] }
  const fresh = take(world, state, action).filter(delivery => isFresh(world, state, staged, delivery))
  if (world.violation !== undefined) return
  world.tally.batches++
  if (fresh.length > 0) decideAll(world, state, fresh, staged, action.crash !== 'before-commit')
  if (world.violation !== undefined) return
  if (action.crash === undefined) commitOffsets(state, action.sources)
  else crashed(world, state, action)
  if (action.crash !== 'before-commit') commit(world, state, staged)
  leaveDoor(state, action)
}

/** Load, decide each, conclude, save: without the last if the process dies before its commit. */
function decideAll(
  world: World,
  state: ServiceState,
  fresh: readonly Delivery[],
  staged: Staged,
  commits: boolean,
): void {
  const { twin } = state.service
  const rows = twin.load(
    state.tables,
    fresh.map(({ input }) => input),
  )
  for (const delivery of fresh) {
    decideOne(world, state, rows, delivery, staged)
    if (world.violation !== undefined) return
  }
  const broken = twin.broken?.(rows)
  if (broken !== undefined) violate(world, 'nothing-negative', broken)
  else if (conclude(world, state, rows, staged) && commits) twin.save(state.tables, rows)
}

/** The events about the batch as a whole. What no schema allows would be refused with its whole batch. */
function conclude(world: World, { service }: ServiceState, rows: AnyWorkingSet, staged: Staged): boolean {
  try {
    for (const { emission, by } of service.twin.conclude?.(rows, timeOf(world)) ?? []) {
      staged.messages.push(...encode(service, emission, by))
    }
    return true
  } catch (error) {
    violate(world, 'no-dead-letters', `${service.name} cannot end its batch: ${(error as Error).message}`)
    return false
  }
}

/** What a batch takes: records without needless copies, and inputs from the door. */
function take(world: World, state: ServiceState, { sources }: Batch): Delivery[] {
  const deliveries: Delivery[] = []
  for (const source of sources) {
    if ('door' in source) {
      const input = state.door.find(({ id }) => id === source.door)
      if (input !== undefined) {
        deliveries.push({ input: { ...input, at: timeOf(world) }, message: undefined })
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

/** The inbox: a record passes once. Commands and answers of the gateway are not in it. */
function isFresh(
  world: World,
  state: ServiceState,
  { inboxKeys }: Staged,
  { input, message }: Delivery,
): boolean {
  world.tally.inputs++
  if (message === undefined) return true
  const key = state.service.inboxKey(message)
  if (key === undefined) return true
  if (state.inbox.has(key) || inboxKeys.has(key)) {
    world.tally.duplicates++
    world.recorder?.heldBack(state.service.name, input)
    return false
  }
  inboxKeys.add(key)
  return true
}

function decideOne(
  world: World,
  state: ServiceState,
  rows: AnyWorkingSet,
  delivery: Delivery,
  staged: Staged,
): void {
  const { service } = state
  const { input } = delivery
  const cell = service.twin.cell(rows, input)
  if (cell !== undefined) visit(world.coverage, service.name, cell)
  const result = decideInput(service, rows, input, emission => encode(service, emission, input))
  if ('error' in result) {
    const { message } = result.error as Error
    world.recorder?.threw(service.name, input, cell, message)
    violate(world, 'no-dead-letters', `${service.name} throws at ${input.type}: ${message}`)
    return
  }
  staged.messages.push(...result.messages)
  staged.decided.push(delivery)
  if (result.decision.reply !== undefined) staged.replies.push({ input, reply: result.decision.reply })
  if (world.recorder !== undefined) {
    world.recorder.decided(service.name, input, cell, service.twin.cell(rows, input), result)
  }
}

function encode(service: SimulatedService, emission: Emission, cause: Input): Message[] {
  return statedInVersions(service, emission).map(({ version, data, copyOf }) => {
    const key = version.keyOf(data)
    return {
      id: `${emission.type} ${key}/${emission.sequence}`,
      type: emission.type,
      topic: version.topic,
      key,
      sequence: emission.sequence,
      data,
      headers: { ce_copyof: copyOf },
      correlationId: cause.correlationId,
      initiator: cause.initiator,
    }
  })
}

/** Everything that a commit makes true at once, with the invariants that can be checked at once. */
function commit(world: World, state: ServiceState, { inboxKeys, messages, decided, replies }: Staged): void {
  for (const key of inboxKeys) state.inbox.add(key)
  for (const { message } of decided) {
    if (message === undefined) continue
    if (state.decided.has(message.id)) {
      violate(world, 'decided-once', `${state.service.name} decides ${message.id} a second time`)
    }
    state.decided.add(message.id)
  }
  for (const message of messages) {
    state.outbox.push(message)
    if (message.headers.ce_copyof === undefined) announce(world, state, message)
  }
  for (const { input, reply } of replies) heed(world, input, reply)
}

const endOf: Readonly<Record<string, true>> = {
  OrderCompleted: true,
  OrderRejected: true,
  OrderCancelled: true,
}

function announce(world: World, state: ServiceState, { type, key, sequence }: Message): void {
  world.tally.events++
  const last = state.sequences.get(key) ?? 0
  if (sequence <= last) {
    violate(
      world,
      'sequence-grows',
      `${state.service.name}'s ${type} of ${key} has the sequence ${sequence} after ${last}`,
    )
  }
  state.sequences.set(key, sequence)
  if (endOf[type]) world.ends.set(key, (world.ends.get(key) ?? 0) + 1)
}

/** What a client makes of its reply. */
function heed(world: World, { data }: Input, reply: unknown): void {
  const { outcome, orderId } = reply as { outcome: string; orderId?: string }
  if (outcome !== 'accepted' || orderId === undefined) return
  const { idempotency } = data as { idempotency?: { key: string } }
  world.accepted.push({ orderId, key: idempotency?.key })
}

function commitOffsets(state: ServiceState, sources: readonly Source[]): void {
  for (const source of sources) {
    if ('door' in source) continue
    const subscription = state.subscriptions[source.topic]
    const log = subscription?.topic.partitions[source.partition]
    if (subscription === undefined || log === undefined) continue
    const from = subscription.offsets[source.partition] ?? 0
    const to = Math.min(from + source.count, log.length)
    subscription.offsets[source.partition] = to
    state.backlog -= to - from
  }
}

function crashed(world: World, state: ServiceState, { crash }: Batch): void {
  world.tally.crashes++
  const when = crash === 'before-commit' ? 'before its commit' : 'after its commit, before it said so'
  world.recorder?.note(`${state.service.name} dies ${when}`)
}

/**
 * What was taken from the door is gone, with two exceptions after a crash: a client that got no reply asks
 * again if that is safe, and a deadline's row is still due. An answer that is lost is had by asking again.
 */
function leaveDoor(state: ServiceState, { sources, crash }: Batch): void {
  for (const source of sources) {
    if (!('door' in source)) continue
    const at = state.door.findIndex(({ id }) => id === source.door)
    const input = state.door[at]
    if (input === undefined || (crash !== undefined && isAskedAgain(input))) continue
    state.door.splice(at, 1)
  }
}

function isAskedAgain({ type, data }: Input): boolean {
  if (type === 'PlaceOrder') return (data as { idempotency?: object }).idempotency !== undefined
  return type === 'CancelOrder' || type === 'DeadlinePassed'
}
