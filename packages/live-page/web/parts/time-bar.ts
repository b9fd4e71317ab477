import { html } from 'htm/preact'
import { momentParts } from '../lib/format.ts'
import { past, pastProblem } from '../model/past.ts'
import { moment, range, rangeNames, showMoment, showRange } from '../model/range.ts'
import { intervalAt, timesOf } from '../model/then.ts'

const words = { live: 'Live', hour: 'Hour', day: 'Day' } as const

/** Which time is shown: the last minutes as they pass, or a range of the past and a moment of it. */
export function TimeBar() {
  const shown = range.value
  return html`
    <section class=${`time-bar is-${shown}`} aria-label="Time">
      <div class="ranges" role="group" aria-label="Range">
        ${rangeNames.map(
          name =>
            html`<button type="button" aria-pressed=${name === shown} onClick=${() => showRange(name)}>${words[name]}</button>`,
        )}
      </div>
      ${shown !== 'live' && html`<${Scrubber} />`}
    </section>
  `
}

/** Goes through the range by mouse, finger or arrow keys. */
function Scrubber() {
  const [told, at] = [past.value, moment.value]
  const times = told === undefined ? [] : timesOf(told)
  const last = times.length - 1
  const n = told === undefined || at === undefined ? undefined : intervalAt(told, at)
  // Of a moment that nothing was told of, at least when it is.
  const time = n === undefined ? (at ?? times[last]) : times[n]
  const parts = time === undefined ? ['–'] : momentParts(time)
  const text = parts.join(' ')
  const scrub = (event: Event) => {
    const chosen = times[Number((event.currentTarget as HTMLInputElement).value)]
    if (chosen !== undefined) showMoment(chosen)
  }
  return html`
    <div class="scrubber">
    <input class="moment-slider" type="range" aria-label="Moment" min="0" max=${Math.max(0, last)} step="1"
      value=${n ?? last} aria-valuetext=${at === undefined ? `${text}, the last` : text} disabled=${last < 0} onInput=${scrub} />
    <p class=${`moment ${at === undefined ? '' : 'is-then'}`}>
      <span class="wide">${at === undefined ? 'until' : 'as of'} </span>
      <time dateTime=${time === undefined ? undefined : new Date(time).toISOString()}>
        ${parts.map((part, n) => html`<span class=${n === 1 ? 'wide' : ''}>${part} </span>`)}
      </time>
    </p>
    <button type="button" class="small" disabled=${at === undefined} onClick=${() => showMoment(undefined)}>
      Back to now
    </button>
    ${pastProblem.value !== undefined && html`<p class="hint time-problem">The past cannot be read: ${pastProblem.value}</p>`}
    </div>
  `
}
