import { html } from 'htm/preact'
import { useEffect } from 'preact/hooks'
import { topology } from '../generated/topology.ts'
import { dayAndTime, plural } from '../lib/format.ts'
import { useAnswer } from '../model/ask.ts'
import { type FullLetter, letterOf, serviceOf } from '../model/letters.ts'
import { meaningOf } from '../model/reasons.ts'
import { runbookPath } from '../model/route.ts'
import { may } from '../model/session.ts'
import { lettersPath } from '../model/set-aside-route.ts'
import { Copyable } from '../parts/copyable.ts'
import { Lacking } from '../parts/lacking.ts'
import { Headers, Value } from '../parts/message.ts'
import { askToSendBack, keepFocus, RedriveDialog } from '../parts/redrive.ts'
import { reasonWords } from '../parts/status.ts'
import { Journey } from './journey.ts'

/** One dead letter: what is wrong with it, what it is, and beside it the journey of its order. */
export function Letter({ id }: { id: string }) {
  return html`
    <${Lacking} scope="dlq:read" to="see dead letters" />
    ${may('dlq:read') && html`<${Shown} id=${id} />`}
    <${RedriveDialog} />
  `
}

function Shown({ id }: { id: string }) {
  const { answer: letter, why } = useAnswer(id, signal => letterOf(serviceOf(id), id, signal))
  const orderId = letter && orderOf(letter)
  return html`
    <div class=${`one-letter ${orderId === undefined ? '' : 'has-order'}`}>
      <article class="panel letter" data-letter=${id}>
        <header class="panel-head">
          <h1 tabindex="-1">Dead letter</h1>
          <a href="#/letters">All dead letters</a>
        </header>
        ${letter ? html`<${Told} letter=${letter} />` : html`<p class="hint" role="status">${why ?? 'Loading'}</p>`}
      </article>
      ${orderId !== undefined && html`<${Journey} key=${orderId} orderId=${orderId} heading="h2" />`}
      ${letter && html`<${Headers} headers=${letter.headers} />`}
    </div>
  `
}

/** The order that it is about: its key, but for what is about a product. */
function orderOf({ topic, key }: FullLetter): string | undefined {
  const isOfProduct = topology.some(row => row.topic === topic && row.event === 'InventoryAdjusted')
  return key === null || isOfProduct ? undefined : key
}

function Told({ letter }: { letter: FullLetter }) {
  const { id, service, topic, reason, detail, at, type, eventId, key, redriveCount, headers, valueBase64 } =
    letter
  return html`
    <p class="verdict"><strong>${reasonWords(reason)}</strong> <code>${reason}</code></p>
    <p>${meaningOf(reason)}</p>
    <pre class="error" tabindex="0" role="region" aria-label="The error">${detail || 'Nothing more was said.'}</pre>
    <${WayBack} letter=${letter} />
    <dl class="facts">
      <dt>Set aside by</dt><dd>${service}, ${dayAndTime(at)}</dd>
      <dt>Lay on</dt><dd><code>${topic}/${headers.dlq_partition ?? '?'}/${headers.dlq_offset ?? '?'}</code></dd>
      <dt>Lies at</dt><dd><${Copyable} text=${id} /></dd>
      ${type !== undefined && html`<dt>Type</dt><dd>${type}</dd>`}
      ${eventId !== undefined && html`<dt>Event</dt><dd><${Copyable} text=${eventId} /></dd>`}
      <dt>Key</dt><dd>${
        key === null
          ? 'none'
          : html`<${Copyable} text=${key} /> <a href=${lettersPath({ key })}>others with this key</a>`
      }</dd>
      <dt>Before that</dt><dd>${redriveCount === 0 ? 'never sent back' : `sent back ${plural(redriveCount, 'time')}`}</dd>
    </dl>
    <${Value} base64=${valueBase64} />
  `
}

/** Who sent it back; or that it cannot go, or who may not send it; or the button. */
function WayBack({ letter }: { letter: FullLetter }) {
  const { redriven, refusal } = letter
  useEffect(() => {
    if (redriven !== undefined) requestAnimationFrame(keepFocus)
  }, [redriven === undefined])
  if (redriven !== undefined)
    return html`<p class="way-back" data-redriven>Sent back by <strong>${redriven.by}</strong>, ${dayAndTime(redriven.at)}.</p>`
  if (refusal !== undefined) return html`<p class="way-back">It cannot be sent back. ${refusal}</p>`
  if (!may('dlq:redrive')) return html`<${Lacking} scope="dlq:redrive" to="send it back" />`
  return html`
    <p class="way-back">
      <button type="button" class="primary" onClick=${() => askToSendBack({ letters: [letter] }, 'this dead letter')}>
        Send back…
      </button>
      <span class="hint">once the cause is mended: <a href=${runbookPath('dead-letters')}>how, by its reason</a></span>
    </p>
  `
}
