import { html } from 'htm/preact'
import type { SetAsideRoute } from '../model/set-aside-route.ts'
import { Held } from './held.ts'
import { HeldRow } from './held-row.ts'
import { Letter } from './letter.ts'
import { Letters } from './letters.ts'
import { Redrives } from './redrives.ts'

/** Messages that did not get through: those that services could not process, and those that the broker refuses. */
export function SetAside({ shown }: { shown: SetAsideRoute }) {
  switch (shown.view) {
    case 'letters':
      return html`<${Letters} filter=${shown.filter} />`
    case 'letter':
      return html`<${Letter} key=${shown.id} id=${shown.id} />`
    case 'redrives':
      return html`<${Redrives} />`
    case 'held':
      return html`<${Held} />`
    case 'held-row':
      return html`<${HeldRow} key=${`${shown.service}/${shown.seq}`} service=${shown.service} seq=${shown.seq} />`
  }
}
