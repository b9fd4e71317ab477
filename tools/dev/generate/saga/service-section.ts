import { contracts } from '@orderflow/events'
import type { StepFacts } from '@orderflow/messaging/transitions'
import { pageName } from '../catalogue/event-page.ts'
import { code, link, prose, table } from '../catalogue/markdown.ts'
import { stateDiagram } from './state-diagram.ts'
import { acts, factsOf, inputsOf, type SagaTable, statesOf, stepIn, tableFile } from './tables.ts'

/** A service's part of the page: its diagram, its table of states and inputs, its steps. `inputs` gives the order of rows. */
export function serviceSection(of: SagaTable, inputs: readonly string[]): string[] {
  const { name, subject } = of
  return [
    `## ${name}: the ${subject}`,
    stateDiagram(of),
    prose(counted(of)),
    cellTable(of, inputs),
    stepTable(of),
  ]
}

function counted(of: SagaTable): string {
  const steps = statesOf(of).flatMap(state => inputsOf(of).map(input => stepIn(of, state, input)))
  const ignored = steps.filter(step => step === 'duplicate' || step === 'late').length
  const impossible = steps.filter(step => step === 'impossible').length
  return (
    `${statesOf(of).length} states × ${inputsOf(of).length} inputs = ${steps.length} cells, of which ` +
    `${steps.filter(acts).length} do something, ${ignored} ignore and ${impossible} are impossible ` +
    `(${link(code('transitions.ts'), transitionsFile(of.name))}).`
  )
}

function cellTable(of: SagaTable, inputs: readonly string[]): string {
  const own = inputs.filter(input => inputsOf(of).includes(input))
  const rows = own.map(input => [inputName(input), ...statesOf(of).map(state => cell(of, state, input))])
  return table(['', ...statesOf(of)], rows)
}

function cell(of: SagaTable, state: string, input: string): string {
  const step = stepIn(of, state, input)
  if (step === 'impossible') return '—'
  if (!acts(step)) return `_${step}_`
  const to = statesAfter(factsOf(of, step))
  return to === '' ? `**${step}**` : `**${step}**<br/>→ ${to}`
}

function stepTable(of: SagaTable): string {
  const rows = Object.keys(of.steps)
    .filter(acts)
    .map(step => {
      const facts = factsOf(of, step)
      return [`**${step}**`, facts.does, statesAfter(facts) || 'as it was', eventsOf(facts)]
    })
  return table(['step', 'does', 'state after', 'publishes'], rows)
}

/** The states that a step may lead to. */
const statesAfter = ({ ends }: StepFacts) => anyOf(ends.map(({ to = '' }) => to))

/** What a step may publish: events of the same end belong together. */
const eventsOf = ({ ends }: StepFacts) =>
  anyOf(ends.map(({ emits = [] }) => emits.map(eventLink).join(' and ')))

const anyOf = (words: readonly string[]) => [...new Set(words)].filter(word => word !== '').join(' or ')

/** From the page to a service's table. */
export const transitionsFile = (name: string) => `../${tableFile(name)}`

/** An input, with a link to its page if it is an event. */
export const inputName = (input: string) => (input in contracts ? eventLink(input) : code(input))

const eventLink = (type: string) => link(type, `events/${pageName({ type: type as keyof typeof contracts })}`)
