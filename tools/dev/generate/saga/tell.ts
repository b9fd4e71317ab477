import { fenced } from '../catalogue/markdown.ts'
import { acts, endsOf, factsOf, inputsOf, nothing, type SagaTable, stepIn } from './tables.ts'
import type { Delivery, Tale } from './tales.ts'

/** What has come of the tale so far. */
interface Scene {
  readonly states: Map<string, string>
  /** Events and questions on their way, as "what to whom". */
  readonly underway: Set<string>
  readonly lines: string[]
}

const outside = ['customer', 'gateway', 'clock']

/**
 * A tale as a sequence diagram in Mermaid: every delivery goes through the tables, which say what comes of it.
 *
 * @throws for a tale that the tables do not allow: a cell that cannot be entered, an event that nobody has published,
 *   an end with something still under way, another end than the tale says
 */
export function tell(tale: Tale, tables: readonly SagaTable[]): string {
  try {
    return play(tale, tables)
  } catch (cause) {
    const { message } = cause as Error
    const mend = 'Mend the table, or the tale in tools/dev/generate/saga/tales.ts.'
    throw new Error(`The tables do not allow the tale "${tale.title}": ${message}. ${mend}`, { cause })
  }
}

function play({ deliveries, ends }: Tale, tables: readonly SagaTable[]): string {
  const scene: Scene = {
    states: new Map(tables.map(({ name }) => [name, nothing])),
    underway: new Set(),
    lines: [],
  }
  for (const table of tables) open(scene, table, tables)
  for (const delivery of deliveries) deliver(scene, delivery, tables)
  if (scene.underway.size > 0) throw new Error(`it ends too early: ${[...scene.underway].join(', ')}`)
  const end = scene.states.get('order')
  if (end !== ends) throw new Error(`it ends with the order ${end}, not ${ends}`)
  const body = scene.lines.join('\n')
  const actors = outside.filter(name => body.includes(name)).map(name => `actor ${name}`)
  const participants = tables.map(({ name }) => `participant ${name}`)
  const head = [actors[0], ...participants, ...actors.slice(1)].filter(line => line !== undefined)
  return fenced('mermaid', ['sequenceDiagram', ...head, ...scene.lines].join('\n  '))
}

/** The placement of the order, by which every tale begins. */
function open(scene: Scene, { name, opening }: SagaTable, tables: readonly SagaTable[]): void {
  if (opening === undefined) return
  scene.lines.push(`customer->>${name}: ${opening.input}`, `Note over ${name}: ${opening.to}`)
  scene.states.set(name, opening.to)
  publish(scene, opening.emits, tables)
}

function deliver(scene: Scene, { input, to, becomes }: Delivery, tables: readonly SagaTable[]): void {
  const table = tables.find(({ name }) => name === to)
  if (table === undefined) throw new Error(`there is no service ${to}`)
  const state = scene.states.get(to) ?? nothing
  const step = stepIn(table, state, input)
  if (step === 'impossible') throw new Error(`${input} cannot come to ${to} in ${state}`)
  const end = endsOf(factsOf(table, step)).find(end => becomes === undefined || end.to === becomes)
  if (becomes !== undefined && end === undefined) throw new Error(`${input} leads ${to} not to ${becomes}`)
  const arrow = acts(step) ? '->>' : '-x'
  scene.lines.push(`${senderOf(scene, table, input, tables)}${arrow}${to}: ${input}`)
  scene.lines.push(`Note over ${to}: ${end?.to ?? (acts(step) ? factsOf(table, step).does : step)}`)
  scene.states.set(to, end?.to ?? state)
  publish(scene, end?.emits ?? [], tables)
  const question = table.asks?.[step]
  if (question === undefined) return
  scene.lines.push(`${to}->>gateway: ${question}`)
  scene.underway.add('answer of the gateway')
}

function senderOf(scene: Scene, table: SagaTable, input: string, tables: readonly SagaTable[]): string {
  const outsider = table.outsiders[input]
  if (outsider === 'customer' || outsider === 'clock') return outsider
  const awaited = outsider === 'gateway' ? 'answer of the gateway' : parcel(input, table.name)
  if (!scene.underway.delete(awaited)) throw new Error(`no ${awaited} is under way`)
  return outsider ?? tables.find(({ publishes }) => input in publishes)?.name ?? 'nobody'
}

function publish(scene: Scene, events: readonly string[], tables: readonly SagaTable[]): void {
  for (const event of events) {
    for (const table of tables)
      if (inputsOf(table).includes(event)) scene.underway.add(parcel(event, table.name))
  }
}

const parcel = (event: string, service: string) => `${event} to ${service}`
