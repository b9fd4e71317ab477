import { html } from 'htm/preact'

/** A sentence with names in backticks, as code. */
export const WithCode = ({ text }: { text: string }) =>
  text.split('`').map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : part))
