import { html } from 'htm/preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { serviceNames } from '../generated/topology.ts'
import { count, rate } from '../lib/format.ts'
import { colourOf } from '../model/events.ts'
import { health, serviceStates } from '../model/health.ts'
import { servicePath } from '../model/route.ts'
import { brokerAway, eventRates, frame, lag } from '../model/store.ts'
import { GatewayFact } from '../parts/dependencies.ts'
import { StateMark } from '../parts/state-mark.ts'
import { startFlow } from './flow.ts'
import { Broker, Heads } from './heads.ts'
import { type Layout, layoutOf, mapRows, type Row } from './layout.ts'
import { weightOf } from './particles.ts'
import { StockNote } from './stock-note.ts'

/** The services as columns, the topics as rails between them, and the events on their way. */
export function EventMap() {
  const board = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = board.current as HTMLDivElement
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const layout = useMemo(() => (width > 0 ? layoutOf(width, serviceNames.length) : undefined), [width])
  return html`
    <section class="panel map" aria-labelledby="map-title">
      <header class="panel-head">
        <h2 id="map-title">Events on their way</h2>
        <${Legend} />
      </header>
      <div class=${`board ${layout?.narrow ? 'is-narrow' : ''}`} ref=${board}>
        ${layout && html`<${Services} layout=${layout} /><${Rails} layout=${layout} />`}
      </div>
      <${StockNote} />
      <${RatesTable} />
    </section>
  `
}

function Legend() {
  const total = Object.values(eventRates.value).reduce((sum, each) => sum + each, 0)
  // Of a moment that nobody watched it is not known.
  const weight = weightOf(total || 0)
  return html`
    <p class="legend">
      <span><i class="dot publishes"></i> publishes</span>
      <span><i class="dot reads"></i> reads</span>
      <span class="moving"><i class="dot event"></i> ${weight === 1 ? 'an event' : `${count(weight)} events`}</span>
      <span class="figure">${rate(total)} events/s</span>
    </p>
  `
}

function Services({ layout }: { layout: Layout }) {
  const { narrow, left, right } = layout
  const style = narrow ? {} : { paddingLeft: `${left}px`, paddingRight: `${right}px` }
  return html`
    <div class="services" style=${style}>
      ${!narrow && html`<${Broker} width=${left} />`}
      <ul class="service-row">
        ${serviceNames.map(name => html`<${Service} key=${name} name=${name} />`)}
      </ul>
    </div>
    ${narrow && html`<${Heads} layout=${layout} />`}
  `
}

/** From here on a backlog is worth a colour. */
const muchLag = 50

function Service({ name }: { name: string }) {
  const state = serviceStates.value[name] ?? 'unknown'
  const behind = lag.value?.[name]
  const unsent = health.value[name]?.outbox ?? undefined
  const works = state === 'up' || state === 'unknown'
  const fill = behind === undefined ? 0 : Math.min(1, Math.log10(1 + behind) / 4)
  return html`
    <li class=${`service is-${state}`} style=${{ '--service': `var(--${name})` }} data-service=${name}>
      <div class="service-name"><${StateMark} state=${state} /><strong><a href=${servicePath(name)}>${name}</a></strong></div>
      <dl>
        <div class=${(behind ?? 0) >= muchLag ? 'is-much' : ''}>
          <dt>lag</dt>
          <dd data-figure="lag">${behind === undefined ? '–' : count(behind)}</dd>
        </div>
        ${!works && html`<div class="service-state"><dt class="visually-hidden">state</dt><dd>${state}</dd></div>`}
        ${
          works &&
          name !== 'reporting' &&
          html`<div class=${(unsent ?? 0) >= muchLag ? 'is-much' : ''}>
            <dt>outbox</dt>
            <dd>${unsent === undefined ? '–' : count(unsent)}</dd>
          </div>`
        }
        ${name === 'payment' && html`<${GatewayFact} />`}
      </dl>
      <span class=${`gauge ${(behind ?? 0) >= muchLag ? 'is-much' : ''}`} aria-hidden="true"><i style=${{ transform: `scaleX(${fill})` }}></i></span>
    </li>
  `
}

function Rails({ layout }: { layout: Layout }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => startFlow(canvas.current as HTMLCanvasElement, layout, serviceNames), [layout])
  const { width, height, columns, rows, captions } = layout
  const size = { width: `${width}px`, height: `${height}px` }
  return html`
    <div class=${`rails ${brokerAway.value ? 'is-away' : ''}`} style=${size} aria-hidden="true">
      <svg width=${width} height=${height}>
        ${serviceNames.map(
          (name, n) => html`<line class="lifeline" x1=${columns[n]} x2=${columns[n]} y1="0" y2=${height}
            style=${{ stroke: `var(--${name})` }} />`,
        )}
        ${captions.map(({ text, y }) => html`<text class="caption" x="0" y=${y}>${text}</text>`)}
        ${rows.map(row => html`<${Rail} key=${row.event} row=${row} layout=${layout} />`)}
      </svg>
      <canvas ref=${canvas}></canvas>
      <${Figures} layout=${layout} />
    </div>
  `
}

function Rail({ row, layout }: { row: Row; layout: Layout }) {
  const x = (service: string) => layout.columns[serviceNames.indexOf(service)] as number
  const owners = row.consumers.filter(name => name !== 'reporting')
  const ends = [row.producer, ...owners].map(x)
  const [from, to] = [Math.min(...ends), Math.max(...ends)]
  const { y, producer, consumers } = row
  return html`
    <g>
      ${
        consumers.includes('reporting') &&
        html`<line class="rail faint" x1=${to} x2=${x('reporting')} y1=${y} y2=${y} />`
      }
      <line class="rail" x1=${from} x2=${to} y1=${y} y2=${y} />
      ${consumers.map(
        name =>
          html`<circle class="reads" cx=${x(name)} cy=${y} r="4" style=${{ stroke: `var(--${name})` }} />`,
      )}
      <circle class="publishes" cx=${x(producer)} cy=${y} r="4.5" style=${{ fill: `var(--${producer})` }} />
    </g>
  `
}

/** The names and rates beside the rails: they change, the rails do not. */
function Figures({ layout }: { layout: Layout }) {
  const rates = eventRates.value
  return html`
    <div class="figures" style=${{ '--left': `${layout.left}px` }}>
      ${layout.rows.map(({ event, producer, y }) => {
        const perSecond = rates[event] ?? 0
        return html`
          <div class="figure-row ${perSecond >= 0.05 ? 'is-busy' : ''}" style=${{ transform: `translateY(${y}px)` }}>
            <span class="event-name" style=${{ '--event': `var(${colourOf(event, producer)})` }}>
              <span>${inWords(event)}</span>
            </span>
            <span class="event-rate">${rate(perSecond)}<small>/s</small></span>
          </div>
        `
      })}
    </div>
  `
}

/** Where a name may be broken. */
const inWords = (name: string) =>
  name.split(/(?=[A-Z])/).flatMap((word, n) => (n === 0 ? word : [html`<wbr />`, word]))

/** The map for those who do not see it. */
function RatesTable() {
  const counts = frame.value?.events ?? {}
  return html`
    <div class="visually-hidden"><table>
      <caption>Events by topic</caption>
      <thead>
        <tr><th>Event</th><th>Published by</th><th>Read by</th><th>A second</th><th>In all</th></tr>
      </thead>
      <tbody>
        ${mapRows.map(
          ({ event, producer, consumers }) => html`
            <tr>
              <th>${event}</th>
              <td>${producer}</td>
              <td>${consumers.join(', ')}</td>
              <td>${rate(eventRates.value[event] ?? 0)}</td>
              <td>${count(counts[event] ?? 0)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table></div>
  `
}
