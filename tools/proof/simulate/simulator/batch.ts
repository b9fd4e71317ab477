import { decideInput, statedInVersions } from '@orderflow/messaging/batch'
import { type CommandKey, CommandReplies } from '@orderflow/messaging/command-keys'
import type { Emission, Input } from '@orderflow/messaging/decider'
import type { Batch } from './actions.ts'
import { commitOffsets, leaveEntry, take } from './deliveries.ts'
import { visit } from './tally.ts'
import type { AnyWorkingSet, Message, SimulatedService } from './types.ts'
import { type Delivery, type ServiceState, timeOf, violate, type World } from './world.ts'

/** What a transaction is about to commit. */
interface Staged {
  readonly inboxKeys: Set<string>
  readonly messages: Message[]
  readonly decided: Delivery[]
  readonly answers: { readonly key: CommandKey | undefined; readonly reply: unknown }[]
  /** What the keys of its commands have led to, before and within it. */
  readonly replies: CommandReplies
}

/**
 * One batch, one transaction: what `decideBatch` does, without its I/O. Deciding, stating events, reading
 * them and leaving out copies are the real functions; inbox, rows and outbox are sets, maps and arrays.
 */
export function processBatch(world: World, action: Batch): void {
  const state = world.services[action.service]
  if (state === undefined) return
  const staged: Staged = {
    inboxKeys: new Set(),
    messages: [],
    decided: [],
    answers: [],
    replies: keptFor(state),
  }
  const taken = take(world, state, action)
  const fresh = taken.filter(delivery => isFresh(world, state, staged, delivery))
  if (world.violation !== undefined) return
  world.tally.batches++
  if (fresh.length > 0) decideAll(world, state, fresh, staged, action.crash !== 'before-commit')
  if (world.violation !== undefined) return
  if (action.crash === undefined) commitOffsets(state, action.sources)
  else crashed(world, state, action)
  if (action.crash !== 'before-commit') {
    commit(world, state, staged)
    world.onCommit?.(state, taken, staged.messages, timeOf(world))
  }
  leaveEntry(state, action)
}

/** What the inbox of commands holds. */
const keptFor = ({ kept }: ServiceState) => new CommandReplies(kept.values())

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
    world.recorder?.duplicate(state.service.name, input)
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
  const { input, key } = delivery
  const known = key && staged.replies.outcomeOf(key)
  if (known !== undefined) {
    world.recorder?.duplicate(service.name, input)
    if (known.status === 'replayed') staged.answers.push({ key, reply: known.reply })
    return
  }
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
  const { reply } = result.decision
  if (reply !== undefined) staged.answers.push({ key, reply })
  if (key !== undefined && service.keepsReplies) staged.replies.keep(key, input.type, reply)
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
function commit(world: World, state: ServiceState, staged: Staged): void {
  const { inboxKeys, messages, decided, answers, replies } = staged
  for (const key of inboxKeys) state.inbox.add(key)
  for (const kept of replies.added()) state.kept.set(`${kept.caller} ${kept.key}`, kept)
  for (const { message } of decided) {
    if (message === undefined) continue
    if (state.decided.has(message.id)) {
      violate(world, 'decided-once', `${state.service.name} decides ${message.id} a second time`)
    }
    state.decided.add(message.id)
  }
  for (const message of messages) {
    // What nobody reads would be relayed, and nothing would come of it.
    if (world.topics.has(message.topic)) state.outbox.push(message)
    if (message.headers.ce_copyof === undefined) announce(world, state, message)
  }
  for (const answer of answers) heed(world, answer)
}

const endOf: Readonly<Record<string, true>> = {
  OrderCompleted: true,
  OrderRejected: true,
  OrderCancelled: true,
}

function announce(world: World, state: ServiceState, message: Message): void {
  const { type, key, sequence } = message
  world.tally.events++
  checkCharges(world, message)
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

/** An order of a version of the saga with a check is charged once it has passed it; of another it passes none. */
function checkCharges(world: World, { type, key, data }: Message): void {
  const { unchecked } = world
  if (type === 'OrderCreated' && ((data as { saga?: number }).saga ?? 1) > 1) unchecked.add(key)
  if (type === 'OrderCleared' && !unchecked.delete(key)) {
    violate(world, 'charged-as-cleared', `${key} is cleared, and there was nothing to check`)
  }
  if (type === 'PaymentCaptured' && unchecked.has(key)) {
    violate(world, 'charged-as-cleared', `${key} is charged before it is cleared`)
  }
}

/** What a client makes of its reply. */
function heed(world: World, { key, reply }: Staged['answers'][number]): void {
  // A bug that is put in on purpose may leave out the reply.
  const { outcome, orderId } = (reply ?? {}) as { outcome?: string; orderId?: string }
  if (outcome !== 'accepted' || orderId === undefined) return
  world.accepted.push({ orderId, key: key?.key })
}

function crashed(world: World, state: ServiceState, { crash }: Batch): void {
  world.tally.crashes++
  const when = crash === 'before-commit' ? 'before its commit' : 'after its commit, before it said so'
  world.recorder?.note(`${state.service.name} dies ${when}`)
}
