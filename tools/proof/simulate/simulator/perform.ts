import type { Action, Deploy, Forget, Relay, Rewind, Send } from './actions.ts'
import { processBatch } from './batch.ts'
import { redrive, setAside } from './dead-letters.ts'
import { ask, isAnswered } from './gateway.ts'
import type { Stimulus } from './scenario.ts'
import type { Message } from './types.ts'
import { reads, type Topic, unreadBy, violate, type World } from './world.ts'

/** Takes one action. What is not possible now does nothing, so that any part of a schedule is one too. */
export function perform(world: World, action: Action): void {
  world.step++
  switch (action.do) {
    case 'send':
      send(world, action)
      break
    case 'batch':
      processBatch(world, action)
      break
    case 'relay':
      relay(world, action)
      break
    case 'ask':
      ask(world, action)
      break
    case 'rewind':
      rewind(world, action)
      break
    case 'forget':
      forget(world, action)
      break
    case 'set-aside':
      setAside(world, action)
      break
    case 'redrive':
      redrive(world, action)
      break
    case 'deploy':
      deploy(world, action)
      break
    default:
      unreachable(action)
  }
}

const counted = {
  place: 'placements',
  cancel: 'cancellations',
  deadline: 'deadlines',
  adjust: 'adjustments',
} as const

function send(world: World, { stimulus: id }: Send): void {
  const stimulus = world.stimuli.get(id)
  if (stimulus !== undefined) stimulate(world, stimulus)
}

/** What a person or the clock does waits at a service's entry. */
export function stimulate(world: World, stimulus: Stimulus): void {
  const wanted = world.system.inputOf(
    world.scenario,
    stimulus,
    world.services.map(({ tables }) => tables),
  )
  const entry = wanted && world.services[wanted.service]?.entry
  if (wanted === undefined || entry === undefined) return
  world.tally[counted[stimulus.kind]]++
  const { id } = stimulus
  entry.push({ ...wanted.input, id, correlationId: id, at: '', key: wanted.key })
}

/** Publishes the first rows of an outbox in order; only what the broker has acknowledged is deleted. */
function relay(world: World, { service, count, crash }: Relay): void {
  const state = world.services[service]
  if (state === undefined) return
  for (const message of state.outbox.slice(0, count)) publish(world.topics.get(message.topic), message)
  if (crash === undefined) {
    state.outbox.splice(0, count)
    return
  }
  world.tally.resends += Math.min(count, state.outbox.length)
  world.recorder?.note(`${state.service.name}'s relay dies before it deletes what it has sent`)
}

function publish(topic: Topic | undefined, message: Message): void {
  if (topic === undefined) return // nobody reads it
  topic.partitions[partitionOf(message.key, topic.partitions.length)]?.push(message)
  for (const reader of topic.readers) if (reads(reader, topic)) reader.backlog++
}

/** The same key is always on the same partition. Keys end in a number: `order-3`. */
const partitionOf = (key: string, partitions: number) => key.charCodeAt(key.length - 1) % partitions

function rewind(world: World, { service, topic, partition, by }: Rewind): void {
  const state = world.services[service]
  const subscription = state?.subscriptions[topic]
  const offset = subscription?.offsets[partition]
  if (state === undefined || subscription === undefined || !offset || !reads(state, subscription.topic))
    return
  const back = Math.min(by, offset)
  subscription.offsets[partition] = offset - back
  state.backlog += back
  world.tally.rewinds++
  world.recorder?.note(`${state.service.name} reads the last ${back} of ${subscription.topic.name} again`)
}

/** What a release does not read waits for the one that does. */
function deploy(world: World, { service, release }: Deploy): void {
  const state = world.services[service]
  const wanted = state?.releases[release]
  if (state === undefined || wanted === undefined || state.service === wanted) return
  state.service = wanted
  state.backlog = unreadBy(state)
  world.tally.deployments++
  world.recorder?.note(`${wanted.name} runs in its ${release} release`)
}

/** Every service in its current release. */
export function deployAll(world: World): void {
  for (const service of world.services.keys()) deploy(world, { do: 'deploy', service, release: 'current' })
}

function forget(world: World, { service }: Forget): void {
  const state = world.services[service]
  if (state === undefined) return
  state.inbox.clear()
  state.decided.clear()
  world.tally.forgottenInboxes++
  world.recorder?.note(`${state.service.name}'s inbox forgets all that it knew`)
}

function unreachable(action: never): never {
  throw new Error(`no such action: ${JSON.stringify(action)}`)
}

/** Takes actions one after the other, until something is violated. */
export function performAll(world: World, actions: Iterable<Action>): void {
  for (const action of actions) {
    if (world.violation !== undefined) return
    perform(world, action)
  }
}

const maxRounds = 100

/** Lets everything that is under way come to its end, without any further fault. */
export function drain(world: World): void {
  for (let round = 0; round < maxRounds; round++) {
    const actions = pending(world)
    if (actions.length === 0 || world.violation !== undefined) return
    performAll(world, actions)
  }
  violate(world, 'comes-to-rest', `still busy after ${maxRounds} rounds in which everything was served`)
}

/** One action for each thing that is under way. */
function pending(world: World): Action[] {
  return [
    ...world.services.flatMap((state, service): Action[] => {
      const sources = [
        ...state.subscriptions.flatMap(({ topic, offsets }, index) =>
          topic.partitions.flatMap((log, partition) => {
            const count = log.length - (offsets[partition] ?? 0)
            return count > 0 ? [{ topic: index, partition, count }] : []
          }),
        ),
        ...state.entry.map(({ id }) => ({ entry: id })),
      ]
      return [
        ...(sources.length > 0 ? [{ do: 'batch', service, sources } as const] : []),
        ...(state.outbox.length > 0 ? [{ do: 'relay', service, count: state.outbox.length } as const] : []),
      ]
    }),
    ...unanswered(world).map(request => ({ do: 'ask', request, fate: 'answered' }) as const),
  ]
}

function unanswered({ services, system: { payments } }: World): string[] {
  const state = services[payments.service]
  if (state === undefined) return []
  return [...payments.requests(state.tables).keys()].filter(id => !isAnswered(state, id))
}
