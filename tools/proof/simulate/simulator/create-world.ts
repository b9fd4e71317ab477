import { createGateway } from './gateway.ts'
import type { Scenario } from './scenario.ts'
import { emptyTally } from './tally.ts'
import type { System } from './types.ts'
import type { Observers, ServiceState, Topic, World } from './world.ts'

/** The world before the first action. */
export function createWorld(system: System, scenario: Scenario, observers: Observers = {}): World {
  const topics = new Map<string, Topic>()
  const deployment = system.deployments[scenario.deployment]
  if (deployment === undefined) throw new Error(`There is no deployment ${scenario.deployment}.`)
  const { previous = [] } = deployment
  const services = deployment.services.map(service => {
    const before = previous.find(({ name }) => name === service.name)
    return startService({ current: service, previous: before }, scenario, topics)
  })
  return {
    system,
    scenario,
    stimuli: new Map(scenario.stimuli.map(stimulus => [stimulus.id, stimulus])),
    services,
    topics,
    gateway: createGateway(),
    tally: observers.tally ?? emptyTally(),
    coverage: observers.coverage ?? {},
    recorder: observers.recorder,
    onCommit: observers.onCommit,
    accepted: [],
    deadLetters: [],
    ends: new Map(),
    unchecked: new Set(),
    step: 0,
    violation: undefined,
  }
}

function startService(
  releases: ServiceState['releases'],
  scenario: Scenario,
  topics: Map<string, Topic>,
): ServiceState {
  const { current: service } = releases
  const subscriptions = service.topics.map(name => {
    let topic = topics.get(name)
    if (topic === undefined) {
      topic = { name, partitions: perPartition(scenario, () => []), readers: [] }
      topics.set(name, topic)
    }
    return { topic, offsets: perPartition(scenario, () => 0) }
  })
  const state: ServiceState = {
    service,
    releases,
    tables: service.twin.create(scenario),
    inbox: new Set(),
    kept: new Map(),
    decided: new Set(),
    outbox: [],
    setAside: [],
    entry: [],
    subscriptions,
    sequences: new Map(),
    backlog: 0,
  }
  for (const { topic } of subscriptions) topic.readers.push(state)
  return state
}

function perPartition<T>({ partitions }: Scenario, make: () => T): T[] {
  const made: T[] = []
  for (let partition = 0; partition < partitions; partition++) made.push(make())
  return made
}
