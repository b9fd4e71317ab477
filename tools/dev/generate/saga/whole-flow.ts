import { fenced } from '../catalogue/markdown.ts'
import type { SagaTable } from './tables.ts'

/** Which service reacts to which, in Mermaid: the services, those outside, and between two of them one arrow with all it carries. */
export function wholeFlow(tables: readonly SagaTable[]): string {
  const outsiders = [...new Set(tables.flatMap(({ outsiders }) => Object.values(outsiders)))]
  const messages = [...tables.flatMap(fromOutside), ...tables.flatMap(table => between(table, tables))]
  const alike = Map.groupBy(messages, ({ from, to }) => `${from} ${to}`)
  const arrows = [...alike.values()].map(group => {
    const words = group.map(({ word }) => word).join('<br/>')
    return `${group[0]?.from} -->|${words}| ${group[0]?.to}`
  })
  const nodes = [
    ...outsiders.map(name => `${name}([${name}])`),
    ...tables.map(({ name }) => `${name}[${name}]`),
  ]
  return fenced('mermaid', ['flowchart TB', ...[...nodes, ...arrows].map(line => `  ${line}`)].join('\n'))
}

interface Message {
  readonly from: string
  readonly to: string
  readonly word: string
}

function fromOutside({ name, opening, outsiders, asks = {} }: SagaTable): Message[] {
  const sent = Object.entries(outsiders).map(([word, from]) => ({ from, to: name, word }))
  const opened = opening === undefined ? [] : [{ from: 'customer', to: name, word: opening.input }]
  const asked = [...new Set(Object.values(asks))].map(word => ({ from: name, to: 'gateway', word }))
  return [...opened, ...sent, ...asked]
}

/** The events of one service that another reacts to. */
function between({ name, publishes }: SagaTable, tables: readonly SagaTable[]): Message[] {
  return tables.flatMap(({ name: to, consumes }) =>
    Object.keys(publishes)
      .filter(word => word in consumes)
      .map(word => ({ from: name, to, word })),
  )
}
