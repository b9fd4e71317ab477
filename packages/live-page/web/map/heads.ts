import { html } from 'htm/preact'
import { serviceNames } from '../generated/topology.ts'
import { brokerAway } from '../model/store.ts'
import { DatabaseFact } from '../parts/dependencies.ts'
import { LaneNames } from '../parts/lane-names.ts'
import { type Layout, mapRows } from './layout.ts'

/** What the rails are: in the space left of the services' columns. */
export function Broker({ width }: { width: number }) {
  const away = brokerAway.value
  return html`
    <div class=${`broker ${away ? 'is-away' : ''}`} style=${{ width: `${width}px` }}>
      <strong>Apache Kafka</strong>
      <span>${away ? 'does not answer' : `${mapRows.length} topics`}</span>
      <${DatabaseFact} />
    </div>
  `
}

/** On a narrow map the services are a list above it; here are their names once more, over their columns. They stay when it scrolls. */
export function Heads({ layout: { left, right } }: { layout: Layout }) {
  return html`
    <div class="heads" style=${{ gridTemplateColumns: `${left}px minmax(0, 1fr)`, paddingRight: `${right}px` }}>
      <${Broker} width=${left} />
      <${LaneNames} names=${serviceNames} upright />
    </div>
  `
}
