import { html } from 'htm/preact'
import { serviceNames } from '../generated/topology.ts'
import { duration } from '../lib/format.ts'
import { colourOf } from '../model/events.ts'
import type { Step } from '../model/journey.ts'
import { Copyable } from '../parts/copyable.ts'

const tags: Readonly<Partial<Record<Step['meaning'], string>>> = {
  refusal: 'refused',
  request: 'cancellation',
  undo: 'compensation',
  completed: 'the end',
  rejected: 'the end',
  cancelled: 'the end',
}

/** One event of the journey: what it is, who published it and when; opened, all that it carried. */
export function StepRow({ step, steps }: { step: Step; steps: readonly Step[] }) {
  const { event, producer, meaning, says, after, undoes } = step
  const colour = colourOf(event.type, producer)
  const known = serviceNames.includes(producer)
  return html`
    <li class=${`step is-${meaning}`} style=${{ '--event': `var(${colour})` }} data-event=${event.type}>
      <details>
        <summary class="step-head">
          <span class="step-title">
            <strong>${event.type}</strong>
            ${tags[meaning] && html`<span class="tag">${tags[meaning]}</span>`}
            ${
              step.deliveries > 1 &&
              html`<span class="tag is-muted">delivered ${step.deliveries} times, applied once</span>`
            }
          </span>
          <span class="step-says">
            <span style=${known ? { color: `var(--${producer})` } : {}}>${producer}</span>
            ${' '}${says}
          </span>
          <time class="step-time" dateTime=${event.time}>${after === 0 ? '0 ms' : `+${duration(after)}`}</time>
        </summary>
        <div class="step-body">
          <dl class="facts">
            <${Fact} name="Event" value=${event.id} />
            <${Fact} name="Caused by" value=${event.causationId} note=${causeOf(step, steps)} />
            <dt>Topic</dt><dd><code>${event.topic}</code></dd>
            <dt>Published</dt><dd>${event.time}</dd>
            ${event.sequence !== undefined && html`<dt>Version</dt><dd>${event.sequence}</dd>`}
            ${undoes !== undefined && html`<dt>Undoes</dt><dd>${steps[undoes]?.event.type}</dd>`}
          </dl>
          <pre tabindex="0" aria-label=${`Data of ${event.type}`}>${JSON.stringify(event.data, null, 2)}</pre>
        </div>
      </details>
    </li>
  `
}

function Fact({ name, value, note }: { name: string; value: string | undefined; note?: string }) {
  if (value === undefined) return null
  return html`<dt>${name}</dt><dd><${Copyable} text=${value} />${note && html` <span class="note">${note}</span>`}</dd>`
}

const causeOf = ({ cause, event }: Step, steps: readonly Step[]) =>
  cause === undefined ? `from outside: ${event.initiator}` : (steps[cause]?.event.type ?? '')
