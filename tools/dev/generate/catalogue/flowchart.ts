import { allContracts } from '@orderflow/events'
import { consumersOf, isInUse, publishersOf, type Service } from '../publishers-and-consumers.ts'
import { fenced } from './markdown.ts'

/** Services and the events between them, in Mermaid. An event that no service knows yet is left out. */
export function flowchart(services: readonly Service[]): string {
  const inUse = allContracts.filter(contract => isInUse(services, contract))
  const lines = [
    ...services.map(({ name }) => `${name}[${name}]`),
    ...inUse.map(({ type }) => `${type}([${type}])`),
    ...inUse.flatMap(contract => [
      ...publishersOf(services, contract).map(({ name }) => `${name} --> ${contract.type}`),
      ...consumersOf(services, contract).map(({ name }) => `${contract.type} --> ${name}`),
    ]),
  ]
  // The versions of an event are one node with one arrow each way.
  const once = [...new Set(lines)].map(line => `  ${line}`)
  return fenced('mermaid', ['flowchart LR', ...once].join('\n'))
}
