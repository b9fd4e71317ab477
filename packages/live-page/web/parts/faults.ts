import { html } from 'htm/preact'
import type { ControlAnswers, ProcessState } from '../../src/api.ts'
import { plural } from '../lib/format.ts'
import { act, canControl, control } from '../model/control.ts'
import { processes } from '../model/health.ts'
import { doing, say } from './notice.ts'
import { StateMark } from './state-mark.ts'

/** What only a system on one's own machine lets one do: break it, and watch it heal. */
export function Faults() {
  if (!canControl.value) return null
  const all = Object.entries(processes.value ?? {})
  return html`
    <section class="panel" aria-labelledby="faults-title">
      <h2 id="faults-title">Break something</h2>
      <p class="hint">What is killed is started again, as an orchestrator would. What is stopped stays away.</p>
      <ul class="faults">
        ${all.map(([name, state]) => html`<${Process} key=${name} name=${name} state=${state} />`)}
      </ul>
      <div class="button-row">
        <button type="button" onClick=${sendDuplicate}>Duplicate event</button>
        <button type="button" onClick=${sendPoison}>Poison event</button>
        <button type="button" onClick=${redrive}>Redrive</button>
      </div>
    </section>
  `
}

function Process({ name, state }: { name: string; state: ProcessState }) {
  const on = state === 'up' || state === 'starting'
  const perform = (action: 'kill' | 'stop' | 'start') => () => {
    // Here the page cannot be told by its own service what becomes of it.
    void doing(async () => {
      await act(name, action)
      return undefined
    })
  }
  return html`
    <li class=${`is-${state}`} data-process=${name} data-state=${state}>
      <${StateMark} state=${state} /><span class="process">${name}</span>
      ${state !== 'up' && html`<span class="process-state">${state}</span>`}
      <span class="process-actions">
        <button type="button" class="small" disabled=${!on} aria-label=${`Kill ${name}`} onClick=${perform('kill')}>
          Kill
        </button>
        ${
          on || state === 'down'
            ? html`<button type="button" class="small" aria-label=${`Stop ${name}`} onClick=${perform('stop')}>Stop</button>`
            : html`<button type="button" class="small" aria-label=${`Start ${name}`} disabled=${state === 'stopping'}
                onClick=${perform('start')}>Start</button>`
        }
      </span>
    </li>
  `
}

/** Sends one event once more, the latest of an order or of all. */
export const sendDuplicate = (order?: unknown) =>
  doing(async () => {
    const body = typeof order === 'string' ? { orderId: order } : {}
    const { type, topic } = await control<ControlAnswers['duplicate']>('POST', '/duplicate', body)
    return `${type} was sent once more on ${topic}. The inbox knows it already.`
  })

const sendPoison = () =>
  doing(async () => {
    const { topic } = await control<ControlAnswers['poison']>('POST', '/poison')
    return `A message that nobody can read is on ${topic}. It goes to the dead letters.`
  })

const redrive = () =>
  doing(async () => {
    const { redriven } = await control<ControlAnswers['redrive']>('POST', '/redrive')
    if (redriven === 0) say('There are no dead letters to send back.')
    return redriven === 0
      ? undefined
      : `${plural(redriven, 'dead letter')} went back to where they came from.`
  })
