import { html } from 'htm/preact'
import type { ProcessState } from '../../src/api.ts'

/** A mark for the state of a process: by shape as well as by colour. */
export function StateMark({ state }: { state: ProcessState | 'unknown' }) {
  return html`<i class=${`state-mark is-${state}`} role="img" aria-label=${state}></i>`
}
