import { html } from 'htm/preact'
import { serviceNames } from '../generated/topology.ts'
import { count } from '../lib/format.ts'
import { health } from '../model/health.ts'
import { servicePath } from '../model/route.ts'
import { deadLetters, frame, lag } from '../model/store.ts'

const breakers = ['closed', 'half-open', 'open']

/** What waits, by service, and what could not be processed. */
export function Backlog() {
  const known = deadLetters.value
  const letters = Object.entries(known ?? {})
    .filter(([, depth]) => depth > 0)
    .sort(([, a], [, b]) => b - a)
  const breaker = frame.value?.watch?.gateway?.breaker
  return html`
    <section class="panel" aria-labelledby="backlog-title">
      <h2 id="backlog-title">What waits</h2>
      <table class="plain">
        <thead>
          <tr><th scope="col">Service</th><th scope="col" class="number">Lag</th><th scope="col" class="number">Outbox</th></tr>
        </thead>
        <tbody>
          ${serviceNames.map(
            name => html`
              <tr>
                <th scope="row"><i class="swatch" style=${{ background: `var(--${name})` }}></i><a href=${servicePath(name)}>${name}</a></th>
                <td class="number" data-lag=${name}>${figure(lag.value?.[name])}</td>
                <td class="number">${name === 'reporting' ? '' : figure(health.value[name]?.outbox ?? undefined)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      <p class="pair">Gateway's breaker <strong>${breakers[breaker ?? -1] ?? '–'}</strong></p>
      <h3><a href="#/letters">Dead letters</a></h3>
      ${
        letters.length === 0
          ? html`<p class="hint" data-letters>${known === undefined ? 'Not known.' : 'None.'}</p>`
          : html`<ul class="letters">
              ${letters.map(([topic, depth]) => html`<li><code>${topic}</code> <strong>${count(depth)}</strong></li>`)}
            </ul>`
      }
    </section>
  `
}

const figure = (value: number | undefined) => (value === undefined ? '–' : count(value))
