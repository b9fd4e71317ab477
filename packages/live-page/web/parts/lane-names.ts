import { html } from 'htm/preact'

/** Services over their lanes, on end where lanes are narrow. What stands in the lanes is told in words, too. */
export function LaneNames({ names, upright = false }: { names: readonly string[]; upright?: boolean }) {
  return html`
    <ul class=${`lane-names ${upright ? 'is-upright' : ''}`} aria-hidden="true">
      ${names.map(name => html`<li style=${{ color: `var(--${name})` }}><span>${name}</span></li>`)}
    </ul>
  `
}
