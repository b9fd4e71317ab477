import { html } from 'htm/preact'
import type { Problem } from '../lib/across.ts'

/** Services that could not say or do what they were asked, each with its own words. */
export function Problems({ of }: { of: readonly Problem[] }) {
  if (of.length === 0) return null
  return html`
    <ul class="problems" role="alert">
      ${of.map(({ service, why }) => html`<li key=${service}><strong>${service}</strong>: ${why}</li>`)}
    </ul>
  `
}
