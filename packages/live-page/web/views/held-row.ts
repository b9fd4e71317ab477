import { html } from 'htm/preact'
import { dayAndTime, plural } from '../lib/format.ts'
import { useAnswer } from '../model/ask.ts'
import { type Block, heldRowOf, type HeldRow as Row } from '../model/held.ts'
import { runbookPath } from '../model/route.ts'
import { may } from '../model/session.ts'
import { Copyable } from '../parts/copyable.ts'
import { Lacking } from '../parts/lacking.ts'
import { Headers, Value } from '../parts/message.ts'
import { WithCode } from '../parts/with-code.ts'
import { Again } from './held.ts'

/** One row of an outbox: why it waits, what ends that, and what is to be sent. */
export function HeldRow({ service, seq }: { service: string; seq: string }) {
  return html`
    <${Lacking} scope="outbox:read" to="see what outboxes hold back" />
    ${may('outbox:read') && html`<${Shown} service=${service} seq=${seq} />`}
  `
}

function Shown({ service, seq }: { service: string; seq: string }) {
  const { answer: row, why } = useAnswer(`${service}/${seq}`, signal => heldRowOf(service, seq, signal))
  return html`
    <article class="panel letter">
      <header class="panel-head">
        <h1 tabindex="-1">Row ${seq} of ${service}'s outbox</h1>
        <a href="#/held">All that is held back</a>
      </header>
      ${
        row
          ? html`<${Told} row=${row} service=${service} />`
          : html`<p class="hint" role="status">${why ?? 'Loading'}</p>`
      }
    </article>
    ${row && html`<${Headers} headers=${row.headers} />`}
  `
}

function Told({ row, service }: { row: Row; service: string }) {
  const { topic, key, since, behind, keyHeld, topicHeld, valueBase64, seq } = row
  return html`
    ${keyHeld && html`<${Why} block=${keyHeld} what="Its key waits" />`}
    ${topicHeld && html`<${Why} block=${topicHeld} what="Its topic waits" />`}
    <p class="way-back">
      <${Again} service=${service} what=${{ seqs: [seq] }} of=${`${service}/${seq}`} />
      <${Lacking} scope="outbox:write" to="have it tried again at once" />
      <a href=${runbookPath('outbox-quarantined')}>What to do about each error</a>
    </p>
    <dl class="facts">
      <dt>Topic</dt><dd><code>${topic}</code></dd>
      <dt>Key</dt><dd>${key === null ? 'none' : html`<${Copyable} text=${key} />`}</dd>
      <dt>Since</dt><dd>${dayAndTime(since)}</dd>
      <dt>Behind it</dt><dd>${plural(behind, 'event')} of its key</dd>
    </dl>
    <${Value} base64=${valueBase64} />
  `
}

function Why({ block: { code, reason, until, tries, nextTry }, what }: { block: Block; what: string }) {
  const next = nextTry === null ? 'when it is released' : dayAndTime(nextTry)
  return html`
    <p class="verdict"><strong>${what}</strong> <code>${code}</code></p>
    <p>It waits <${WithCode} text=${until} />. Tried ${plural(tries, 'time')}; again ${next}.</p>
    <pre class="error" tabindex="0" role="region" aria-label="The broker's words">${reason}</pre>
  `
}
