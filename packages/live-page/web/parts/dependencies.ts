import { html } from 'htm/preact'
import { count } from '../lib/format.ts'
import { health } from '../model/health.ts'
import { frame } from '../model/store.ts'

const breakers = ['closed', 'half-open', 'open']

/** What payment's card says of the gateway: what waits for it, and its breaker, or what is asked again while that is closed. */
export function GatewayFact() {
  const gateway = frame.value?.watch?.gateway
  if (!gateway) return null
  const { breaker, waiting, retriesPerMinute } = gateway
  return html`
    <div>
      <dt>gateway</dt>
      <dd data-figure="gateway">${count(waiting)}</dd>
    </div>
    ${
      breaker > 0
        ? html`<div class="is-much"><dt>breaker</dt><dd data-figure="breaker">${breakers[breaker]}</dd></div>`
        : html`<div class=${retriesPerMinute > 0 ? 'is-much' : ''}>
            <dt>retries</dt>
            <dd data-figure="retries">${count(retriesPerMinute)}/min</dd>
          </div>`
    }
  `
}

/** Whether the services reach PostgreSQL; each has a database of its own. */
export function DatabaseFact() {
  const known = Object.entries(health.value)
  const away = known.filter(([, { database }]) => database === false).map(([name]) => name)
  const waiting = known.reduce((sum, [, { waitingForConnections: n }]) => sum + (n ?? 0), 0)
  if (known.length === 0) return null
  return html`
    <strong>PostgreSQL</strong>
    <span class=${away.length > 0 ? 'is-away' : ''} data-figure="database">
      ${away.length > 0 ? `away for ${away.join(', ')}` : waiting > 0 ? `${count(waiting)} wait for it` : `${known.length} databases`}
    </span>
  `
}
