import { fenced } from '../catalogue/markdown.ts'
import type { Delivery, Scenario } from './scenarios.ts'
import { acts, factsOf, inputsOf, nothing, type SagaTable, stepIn, tableFile } from './tables.ts'

/** What has come of the scenario so far. */
interface Scene {
  readonly tables: readonly SagaTable[]
  readonly states: Map<string, string>
  /** Events and questions on their way, as "what to whom". */
  readonly underway: Set<string>
  readonly lines: string[]
}

const outside = ['customer', 'gateway', 'clock']
const scenarioFile = 'tools/dev/generate/saga/scenarios.ts'

/**
 * A scenario as a sequence diagram in Mermaid: every delivery goes through the tables, which say what comes of it.
 *
 * @throws for a scenario that the tables do not allow: a cell that cannot be entered, an event that nobody has
 *   published, an end with something still under way, another end than the scenario says. The sentence names the
 *   file and what to write there.
 */
export function sequenceDiagram(scenario: Scenario, tables: readonly SagaTable[]): string {
  try {
    return play(scenario, tables)
  } catch (cause) {
    const { message } = cause as Error
    throw new Error(`SAGA_SCENARIO_BROKEN: "${scenario.title}" in ${scenarioFile}: ${message}`, { cause })
  }
}

function play({ deliveries, ends }: Scenario, tables: readonly SagaTable[]): string {
  const scene: Scene = {
    tables,
    states: new Map(tables.map(({ name }) => [name, nothing])),
    underway: new Set(),
    lines: [],
  }
  for (const table of tables) open(scene, table)
  for (const delivery of deliveries) deliver(scene, delivery)
  if (scene.underway.size > 0) {
    throw new Error(
      `it ends too early, with ${[...scene.underway].join(', ')} still under way: deliver it in the scenario.`,
    )
  }
  const end = scene.states.get('order')
  if (end !== ends) throw new Error(`it ends with the order ${end}, not ${ends}: say so in the scenario.`)
  const body = scene.lines.join('\n')
  const actors = outside.filter(name => body.includes(name)).map(name => `actor ${name}`)
  const participants = tables.map(({ name }) => `participant ${name}`)
  const head = [actors[0], ...participants, ...actors.slice(1)].filter(line => line !== undefined)
  return fenced('mermaid', ['sequenceDiagram', ...head, ...scene.lines].join('\n  '))
}

/** The placement of the order, by which every scenario begins. */
function open(scene: Scene, { name, opening }: SagaTable): void {
  if (opening === undefined) return
  scene.lines.push(`customer->>${name}: ${opening.input}`, `Note over ${name}: ${opening.to}`)
  scene.states.set(name, opening.to)
  publish(scene, opening.emits)
}

function deliver(scene: Scene, { input, to, becomes }: Delivery): void {
  const table = scene.tables.find(({ name }) => name === to)
  if (table === undefined) throw new Error(`there is no service ${to}: correct the scenario.`)
  const state = scene.states.get(to) ?? nothing
  const step = stepIn(table, state, input)
  if (step === 'impossible') {
    throw new Error(`${input} cannot come to ${to} in ${state}: it is \`impossible\` by ${tableFile(to)}.`)
  }
  const facts = factsOf(table, step)
  const end = facts.ends.find(end => becomes === undefined || end.to === becomes)
  if (becomes !== undefined && end === undefined) {
    throw new Error(
      `${input} leads ${to} not to ${becomes}: no end of \`${step}\` has it in ${tableFile(to)}.`,
    )
  }
  const arrow = acts(step) ? '->>' : '-x'
  scene.lines.push(`${senderOf(scene, table, input)}${arrow}${to}: ${input}`)
  scene.lines.push(`Note over ${to}: ${end?.to ?? (acts(step) ? facts.does : step)}`)
  scene.states.set(to, end?.to ?? state)
  publish(scene, end?.emits ?? [])
  const question = table.asks?.[step]
  if (question === undefined) return
  scene.lines.push(`${to}->>gateway: ${question}`)
  scene.underway.add('answer of the gateway')
}

function senderOf(scene: Scene, table: SagaTable, input: string): string {
  const outsider = table.outsiders[input]
  if (outsider === 'customer' || outsider === 'clock') return outsider
  const publisher = scene.tables.find(({ publishes }) => input in publishes)?.name ?? 'nobody'
  const awaited = outsider === 'gateway' ? 'answer of the gateway' : message(input, table.name)
  if (!scene.underway.delete(awaited)) {
    const where =
      outsider === undefined ? `: no end before it has it in \`emits\` (${tableFile(publisher)})` : ''
    throw new Error(`no ${awaited} is under way${where}.`)
  }
  return outsider ?? publisher
}

function publish(scene: Scene, events: readonly string[]): void {
  for (const event of events) {
    for (const table of scene.tables)
      if (inputsOf(table).includes(event)) scene.underway.add(message(event, table.name))
  }
}

const message = (event: string, service: string) => `${event} to ${service}`
