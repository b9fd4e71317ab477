import type { Saga } from '@orderflow/order/domain/order.ts'
import { banner, link, page, prose, table } from '../catalogue/markdown.ts'
import { reactions, storyOrder } from './reactions.ts'
import { scenarios } from './scenarios.ts'
import { sequenceDiagram } from './sequence-diagram.ts'
import { inputName, serviceSection, transitionsFile } from './service-section.ts'
import type { SagaTable } from './tables.ts'
import { wholeFlow } from './whole-flow.ts'

/** All of a version of the saga: which service reacts to which, some ways that an order may go, and every service's table. */
export function sagaPage(tables: readonly SagaTable[], saga: Saga = 1): string {
  const inputs = storyOrder(tables)
  return page(
    banner,
    saga === 1 ? '# The saga' : `# The saga, version ${saga}`,
    prose(intro(tables)),
    prose(versions[saga]),
    '## Which service reacts to which',
    prose(flowIntro),
    wholeFlow(tables),
    prose(reactionsIntro),
    reactionTable(tables, inputs),
    '## Some ways that an order may go',
    prose(scenariosIntro),
    ...scenarios[saga].flatMap(scenario => [
      `### ${scenario.title}`,
      prose(scenario.about),
      sequenceDiagram(scenario, tables),
    ]),
    '## How to read the tables',
    legend,
    ...tables.flatMap(of => serviceSection(of, inputs)),
  )
}

const intro = (tables: readonly SagaTable[]) =>
  `An order goes through ${tables.length} services, and none of them is in charge: each has a table of what it does ` +
  'about every input in every state, and tells the others by events. There is no order between topics, so a table ' +
  'has a cell for each state and input, and no default. The tables are data in ' +
  `${tables.map(({ name }) => link(name, transitionsFile(name))).join(', ')}; the deciders obey them, a missing ` +
  'cell does not compile, and this page is made from them. Why they are as they are: ' +
  `${link('ADR 15', 'adr/0015-cancellation-and-deadlines.md')}. What the events say: ${link('events', 'events/README.md')}.`

const changing = link('changing the saga', 'changing-the-saga.md')

const versions: Readonly<Record<Saga, string>> = {
  1:
    'This is version 1, which orders go by unless `ORDER_SAGA` says otherwise. ' +
    `${link('Version 2', 'saga-2.md')} checks an order for fraud before it is paid: ${changing}.`,
  2:
    'This is version 2, for orders that are placed with `ORDER_SAGA=2`: what differs from ' +
    `${link('version 1', 'saga.md')} is a check for fraud before an order is paid. Both run side by side: ${changing}.`,
}

const flowIntro =
  'Square: services, with the events between them. Round: those outside. Events that end something and that no ' +
  'service waits for are not drawn.'

const reactionsIntro =
  'What a service does about an input, if it does anything; the state that it is in decides which. An empty cell: it ' +
  'does not read it.'

const scenariosIntro =
  'Every arrow went through the tables: this page cannot be made from a scenario that they do not allow. Notes show the ' +
  'state that a service is then in. A cross at the tip: the input is ignored.'

const legend = [
  '- **name** → STATE: a step that does something, and the state after it; without an arrow the state stays. The',
  '  steps are explained below each table.',
  '- _duplicate_: ignored, because what it brings is there already.',
  '- _late_: ignored, because the order is past that.',
  '- —: impossible. No order of events leads there; what arrives all the same is a bug, and goes to the dead letters.',
  '- In the diagrams, after a `/`: the events that are published. NONE, where nothing is there yet,',
  '  is the black dot. What is ignored or impossible is not drawn. A box with the names of several',
  '  states: what all of them do alike.',
].join('\n')

function reactionTable(tables: readonly SagaTable[], inputs: readonly string[]): string {
  const rows = reactions(tables, inputs).map(({ input, does }) => [inputName(input), ...does])
  return table(['', ...tables.map(({ name }) => name)], rows)
}
