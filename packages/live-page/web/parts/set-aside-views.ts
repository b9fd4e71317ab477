import { html } from 'htm/preact'
import { route } from '../model/route.ts'

const views = [
  { view: 'letters', path: '#/letters', name: 'Dead letters' },
  { view: 'redrives', path: '#/letters/redrives', name: 'Sent back' },
  { view: 'held', path: '#/held', name: 'Held back in outboxes' },
] as const

/** What there is to see of messages that did not get through. */
export function SetAsideViews() {
  return html`
    <nav class="set-aside" aria-label="Messages that did not get through">
      ${views.map(
        ({ view, path, name }) =>
          html`<a key=${view} href=${path} aria-current=${route.value.view === view ? 'page' : undefined}>${name}</a>`,
      )}
    </nav>
  `
}
