import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import type { Place } from '../lib/across.ts'
import { count, dayAndTime, plural } from '../lib/format.ts'
import { useAnswer } from '../model/ask.ts'
import { findHeld, type HeldKey, type HeldTopic, type Release, release } from '../model/held.ts'
import { changes } from '../model/letters.ts'
import { may } from '../model/session.ts'
import { heldPath } from '../model/set-aside-route.ts'
import { Lacking } from '../parts/lacking.ts'
import { doing } from '../parts/notice.ts'
import { Problems } from '../parts/problems.ts'
import { SetAsideViews } from '../parts/set-aside-views.ts'
import { WithCode } from '../parts/with-code.ts'

const pageSize = 20

/** Where the pages before this one began, and this one. */
const earlier = signal<readonly (Place | undefined)[]>([])
const here = signal<Place | undefined>(undefined)

/** Has it tried again, and says how many that were. */
export const tryAgain = (service: string, what: Release) =>
  doing(async () => {
    const { keys, topics } = await release(service, what)
    if (keys + topics === 0) return 'Nothing of it is held back any more.'
    return `${plural(keys, 'key')} and ${plural(topics, 'topic')} are tried again now. What is refused again waits as before.`
  })

/** What the broker refuses, and what waits behind it in the outboxes. */
export function Held() {
  return html`
    <h1 tabindex="-1">Held back in outboxes</h1>
    <${SetAsideViews} />
    <${Lacking} scope="outbox:read" to="see what outboxes hold back" />
    ${may('outbox:read') && html`<${List} />`}
  `
}

function List() {
  const from = here.value
  const name = JSON.stringify(from ?? null)
  const { answer: page, name: of } = useAnswer(name, signal =>
    findHeld({}, { limit: pageSize, from, signal }),
  )
  const { items = [], topics = [], next, problems = [] } = page ?? {}
  const again = () => {
    earlier.value = []
    here.value = undefined
    changes.value++
  }
  return html`
    <section class="panel list" aria-labelledby="held-title">
      <header class="panel-head">
        <h2 id="held-title">Keys whose events wait</h2>
        <button type="button" class="small" onClick=${again}>Look again</button>
      </header>
      <p class="hint">
        The broker refuses an event, and what would overtake it waits. Each is tried again by itself; to try at once does no harm.
      </p>
      <${Lacking} scope="outbox:write" to="have it tried again at once" />
      <${Problems} of=${problems} />
      ${topics.length > 0 && html`<${TopicTable} topics=${topics} />`}
      ${items.length === 0 ? html`<p class="hint">${sayNone(page)}</p>` : html`<${KeyTable} keys=${items} />`}
      <nav class="pages" aria-label="Pages of the keys">
        <button type="button" disabled=${earlier.value.length === 0} onClick=${() => {
          here.value = earlier.value.at(-1)
          earlier.value = earlier.value.slice(0, -1)
        }}>Back</button>
        <span>Page ${earlier.value.length + 1}</span>
        <button type="button" disabled=${next === undefined || of !== name} onClick=${() => {
          earlier.value = [...earlier.value, here.value]
          here.value = next
        }}>Next</button>
      </nav>
    </section>
  `
}

function sayNone(page: { readonly problems: readonly object[] } | undefined): string {
  if (page === undefined) return 'Loading'
  return page.problems.length > 0 ? 'Those that answered hold no key back.' : 'No key is held back.'
}

function KeyTable({ keys }: { keys: readonly HeldKey[] }) {
  return html`
    <table class="plain letter-table">
      <caption class="visually-hidden">Keys that are held back, by service</caption>
      <thead>
        <tr>
          <th scope="col">Error</th>
          <th scope="col" class="wide">Topic</th>
          <th scope="col" class="wide">Service</th>
          <th scope="col">Key</th>
          <th scope="col" class="number">Wait</th>
          <th scope="col" class="wide">Since</th>
          <th scope="col" class="number wide">Tries</th>
          <th scope="col"><span class="visually-hidden">What one can do</span></th>
        </tr>
      </thead>
      <tbody>
        ${keys.map(
          ({ service, seq, code, topic, key, rows, since, tries }) => html`
            <tr key=${`${service} ${seq}`} data-held=${`${service}/${seq}`}>
              <th scope="row">
                <a href=${heldPath(service, seq)} aria-label=${`${code}, ${service}/${seq}`}><code>${code}</code></a>
                <span class="narrow"><code>${topic}</code> ${service}</span>
              </th>
              <td class="wide"><code>${topic}</code></td>
              <td class="wide"><i class="swatch" style=${{ background: `var(--${service})` }}></i>${service}</td>
              <td><code title=${key}>${key === '' ? '–' : key.slice(-12)}</code></td>
              <td class="number">${count(rows)}</td>
              <td class="wide"><time dateTime=${since}>${dayAndTime(since)}</time></td>
              <td class="number wide">${count(tries)}</td>
              <td class="act"><${Again} service=${service} what=${{ seqs: [seq] }} of=${`${service}/${seq}`} /></td>
            </tr>
          `,
        )}
      </tbody>
    </table>
    <p class="button-row">
      ${[...new Set(keys.map(({ service }) => service))].map(
        service =>
          html`<${Again} key=${service} service=${service} what=${{ all: true }} of=${`all of ${service}`} named />`,
      )}
    </p>
  `
}

function TopicTable({ topics }: { topics: readonly HeldTopic[] }) {
  return html`
    <table class="plain letter-table">
      <caption class="visually-hidden">Topics that are held back as a whole</caption>
      <thead>
        <tr>
          <th scope="col">Topic</th><th scope="col">Error</th><th scope="col" class="number">Wait</th>
          <th scope="col"><span class="visually-hidden">What one can do</span></th>
        </tr>
      </thead>
      <tbody>
        ${topics.map(
          ({ service, topic, code, until, rows }) => html`
            <tr key=${`${service} ${topic}`}>
              <th scope="row"><code>${topic}</code> <span class="product-name">${service}</span></th>
              <td><code>${code}</code> <span class="product-name"><${WithCode} text=${until} /></span></td>
              <td class="number">${count(rows)}</td>
              <td class="act"><${Again} service=${service} what=${{ topic }} of=${`${topic} of ${service}`} /></td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `
}

/** The button that has it tried again at once; nothing for who may not. */
export function Again({
  service,
  what,
  of,
  named = false,
}: {
  service: string
  what: Release
  of: string
  named?: boolean
}) {
  if (!may('outbox:write')) return null
  return html`<button type="button" class="small" onClick=${() => void tryAgain(service, what)}>
    Try again<span class=${named ? '' : 'visually-hidden'}> ${of}</span>
  </button>`
}
