import { html } from 'htm/preact'
import { contentOf, visible } from '../lib/content.ts'
import { count } from '../lib/format.ts'

/** A message's value as a person can read it. */
export function Value({ base64 }: { base64: string | null }) {
  const { form, text, bytes, cut } = contentOf(base64)
  return html`
    <h2>Value <span class="hint">${form}, ${count(bytes)} bytes</span></h2>
    ${form !== 'no value' && html`<pre class="value" tabindex="0" role="region" aria-label="Value">${text}</pre>`}
    ${cut && html`<p class="hint">This is its beginning, as much as the page shows.</p>`}
  `
}

/** A message's headers, its own before those that say why it lies there. */
export function Headers({ headers }: { headers: Readonly<Record<string, string>> }) {
  const rank = (name: string) => `${name.startsWith('dlq_') ? 1 : 0}${name}`
  const sorted = Object.entries(headers).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
  return html`
    <section class="panel letter-headers" aria-labelledby="headers-title">
      <h2 id="headers-title">Headers</h2>
      <table class="plain headers">
        <caption class="visually-hidden">Headers of the message</caption>
        <thead><tr><th scope="col">Header</th><th scope="col">Value</th></tr></thead>
        <tbody>
          ${sorted.map(
            ([name, value]) => html`
              <tr key=${name}><th scope="row"><code>${visible(name)}</code></th><td><code>${visible(value)}</code></td></tr>
            `,
          )}
        </tbody>
      </table>
    </section>
  `
}
