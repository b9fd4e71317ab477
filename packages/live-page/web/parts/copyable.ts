import { html } from 'htm/preact'
import { say } from './notice.ts'

/** An id that a click copies. */
export function Copyable({ text }: { text: string }) {
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => say('Copied.'),
      () => say('The browser does not let this page copy.', 'failed'),
    )
  return html`<button type="button" class="copyable" title="Copy" onClick=${copy}><code>${text}</code></button>`
}
