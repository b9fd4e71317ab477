import type { Action, Ask, Source } from './actions.ts'
import type { Dice } from './dice.ts'
import { isAnswered } from './gateway.ts'
import { drawTemper, type Temper } from './temper.ts'
import { reads, type ServiceState, type Subscription, type World } from './world.ts'

const maxFaults = 8
const maxActions = 600

/** Draws the next action each time it is called; undefined when all is done. */
export function createDriver(dice: Dice): (world: World) => Action | undefined {
  let temper: Temper | undefined
  let unsent: string[] | undefined
  let faults = maxFaults
  let lastForgot: number | undefined

  /** Spends one of the faults that a schedule may have, with this chance. */
  const fault = (probability: number): boolean => {
    if (faults === 0 || probability === 0 || !dice.chance(probability)) return false
    faults--
    return true
  }

  return world => {
    temper ??= drawTemper(dice, world)
    unsent ??= world.scenario.stimuli.map(({ id }) => id)
    if (world.step > maxActions) return undefined
    if (unsent.length > 0 && dice.chance(temper.haste)) return send(dice, unsent)
    // An inbox that forgets matters only if something comes again.
    const forgetful = lastForgot
    lastForgot = undefined
    if (forgetful !== undefined || fault(temper.rewind)) {
      const action = rewind(dice, world, forgetful ?? dice.below(world.services.length))
      if (action !== undefined) return action
    }
    if (fault(temper.forget)) {
      lastForgot = dice.below(world.services.length)
      return { do: 'forget', service: lastForgot }
    }
    const letters = world.deadLetters.length
    if (letters > 0 && fault(temper.redrive)) return { do: 'redrive', letter: dice.below(letters) }
    if (fault(temper.deploy)) return deploy(dice, world)
    return work(dice, world, temper, fault) ?? (unsent.length > 0 ? send(dice, unsent) : undefined)
  }
}

/** Takes one of the stimuli that were not sent yet, the earlier ones rather than the later ones. */
function send(dice: Dice, unsent: string[]): Action {
  const [stimulus = ''] = unsent.splice(Math.min(dice.below(unsent.length), dice.below(unsent.length)), 1)
  return { do: 'send', stimulus }
}

/** Brings one of the services that have a release before to the other one. */
function deploy(dice: Dice, { services }: World): Action {
  const chosen = dice.pick(services.filter(({ releases }) => releases.previous !== undefined))
  const release = chosen.service === chosen.releases.current ? 'previous' : 'current'
  return { do: 'deploy', service: services.indexOf(chosen), release }
}

/** Goes back in one of the partitions of which the service has read something. */
function rewind(dice: Dice, { services }: World, service: number): Action | undefined {
  const state = services[service]
  const read = state?.subscriptions.flatMap(({ offsets, topic: log }, topic) =>
    offsets.flatMap((offset, partition) => (offset > 0 && reads(state, log) ? [{ topic, partition }] : [])),
  )
  if (read === undefined || read.length === 0) return undefined
  return { do: 'rewind', service, ...dice.pick(read), by: dice.between(1, 4) }
}

type Fault = (probability: number) => boolean

/** A batch, a send of a relay or a call of the gateway: whatever is due, by the rate of the one that would do it. */
function work(dice: Dice, world: World, temper: Temper, fault: Fault): Action | undefined {
  const { services } = world
  const requests = dueRequests(dice, world)
  let total = requests.length > 0 ? temper.gatewayRate : 0
  for (let index = 0; index < services.length; index++) {
    total += batchWeight(services, index, temper) + relayWeight(services, index, temper)
  }
  if (total === 0) return undefined

  let drawn = dice.share() * total
  for (let index = 0; index < services.length; index++) {
    drawn -= batchWeight(services, index, temper)
    if (drawn < 0) return batch(dice, services[index] as ServiceState, index, temper, fault)
    drawn -= relayWeight(services, index, temper)
    if (drawn < 0) return relay(dice, services[index] as ServiceState, index, temper, fault)
  }
  return { do: 'ask', request: dice.pick(requests), fate: drawFate(dice, temper, fault) }
}

function batchWeight(services: World['services'], index: number, { rates }: Temper): number {
  const state = services[index]
  return state !== undefined && state.backlog + state.entry.length > 0 ? (rates[index]?.batch ?? 1) : 0
}

function relayWeight(services: World['services'], index: number, { rates }: Temper): number {
  return (services[index]?.outbox.length ?? 0) > 0 ? (rates[index]?.relay ?? 1) : 0
}

function batch(dice: Dice, state: ServiceState, service: number, temper: Temper, fault: Fault): Action {
  if (state.backlog > 0 && fault(temper.setAside)) {
    return { do: 'set-aside', service, ...dice.pick(unread(state)) }
  }
  const sources = drawSources(dice, state, temper, temper.rates[service]?.topics ?? [])
  const crash = fault(temper.crash) ? dice.pick(['before-commit', 'after-commit'] as const) : undefined
  return { do: 'batch', service, sources, crash }
}

/** The partitions of which a service has something to read. */
const unread = (state: ServiceState) =>
  state.subscriptions.flatMap(({ offsets, topic: log }, topic) =>
    offsets.flatMap((offset, partition) =>
      offset < (log.partitions[partition]?.length ?? 0) && reads(state, log) ? [{ topic, partition }] : [],
    ),
  )

function relay(dice: Dice, { outbox }: ServiceState, service: number, temper: Temper, fault: Fault): Action {
  const count = dice.between(1, outbox.length)
  return { do: 'relay', service, count, crash: fault(temper.relayCrash) ? 'before-delete' : undefined }
}

/** What a service takes into one batch: part of what waits for it, at least one thing. */
function drawSources(
  dice: Dice,
  state: ServiceState,
  temper: Temper,
  topicRates: readonly number[],
): Source[] {
  const { subscriptions, entry } = state
  const sources: Source[] = []
  const waiting: Source[] = []
  for (let topic = 0; topic < subscriptions.length; topic++) {
    const { offsets, topic: log } = subscriptions[topic] as Subscription
    if (!reads(state, log)) continue
    for (let partition = 0; partition < offsets.length; partition++) {
      const left = (log.partitions[partition]?.length ?? 0) - (offsets[partition] ?? 0)
      if (left === 0) continue
      const source = { topic, partition, count: dice.between(1, Math.min(left, temper.depth)) }
      if (dice.chance((topicRates[topic] ?? 1) * 0.6)) sources.push(source)
      else waiting.push(source)
    }
  }
  for (const { id } of entry) {
    if (dice.chance(temper.entry)) sources.push({ entry: id })
    else waiting.push({ entry: id })
  }
  if (sources.length === 0) return [dice.pick(waiting)]
  if (sources.length > 1 && dice.chance(0.5))
    swap(sources, dice.below(sources.length), dice.below(sources.length))
  return sources
}

function swap(sources: Source[], a: number, b: number): void {
  const [first, second] = [sources[a], sources[b]]
  if (first !== undefined && second !== undefined) [sources[a], sources[b]] = [second, first]
}

/** The chance that a request is taken again while its answer is on its way: its lease was too short. */
const impatience = 0.02

function dueRequests(dice: Dice, { services, system: { payments } }: World): string[] {
  const state = services[payments.service]
  if (state === undefined) return []
  const requests = payments.requests(state.tables)
  if (requests.size === 0) return []
  return [...requests.keys()].filter(id => dice.chance(impatience) || !isAnswered(state, id))
}

function drawFate(dice: Dice, { lost, twice }: Temper, fault: Fault): Ask['fate'] {
  if (fault(lost)) return dice.pick(['question-lost', 'answer-lost', 'answer-lost'])
  return fault(twice) ? 'answered-twice' : 'answered'
}
