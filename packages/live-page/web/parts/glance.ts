import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import type { Frame } from '../../src/api.ts'
import { count, seconds } from '../lib/format.ts'
import { runbookPath } from '../model/route.ts'
import { connection, frame } from '../model/store.ts'
import { type Finding, mostBehind, verdict } from '../model/watch.ts'

/** Offsets are committed once a second, and asked for every two: a lag that is less may be none. */
const exactSeconds = 5
/** An order is to end within ten seconds, and nothing is to wait for longer. */
const longSeconds = 10
const isOpen = signal(false)

/** One line: whether all is well, else what is wrong, for how long, and what to do about it. */
export function Glance() {
  const { tone, says, findings } = verdict.value
  const [first] = tone === 'well' ? [] : findings
  const others = findings.filter(finding => finding !== first)
  return html`
    <section class=${`glance is-${tone}`} aria-label="Is it well?" data-verdict=${tone}>
      <p class="glance-says" role="status">${says}</p>
      <p class="glance-more">${first && html`<${About} finding=${first} brief />`}</p>
      ${
        others.length > 0 &&
        html`<button type="button" class="small" aria-expanded=${isOpen.value} aria-controls="glance-others"
          onClick=${() => {
            isOpen.value = !isOpen.value
          }}>${others.length} ${tone === 'well' ? 'may come' : 'more'}</button>`
      }
      ${frame.value && html`<${Numbers} frame=${frame.value} />`}
      <ul id="glance-others" hidden=${!isOpen.value || others.length === 0}>
        ${others.map(
          finding =>
            html`<li class=${`is-${finding.tone}`}>${finding.says} <${About} finding=${finding} /></li>`,
        )}
      </ul>
    </section>
  `
}

interface AboutProps {
  readonly finding: Finding
  /** In the line, which is to stay one. */
  readonly brief?: boolean
}

function About({ finding: { says, numbers, more, since, runbook }, brief = false }: AboutProps) {
  const now = Date.parse(frame.value?.at ?? '')
  return html`
    ${since !== undefined && html`<span>For ${seconds(Math.max(0, now - since) / 1_000)}. </span>`}${numbers && `${numbers} `}${!brief && more && `${more} `}
    ${
      runbook !== null &&
      html`<a href=${runbookPath(runbook)}>What to do<span class="visually-hidden"> about: ${says}</span></a>`
    }
  `
}

function Numbers({ frame: { at, orders, watch } }: { frame: Frame }) {
  const isLive = connection.value === 'live'
  const oldest = watch?.orders.oldestOpenAt
  const age = oldest ? Math.max(0, Date.parse(at) - Date.parse(oldest)) / 1_000 : 0
  const behind = watch ? mostBehind(watch) : undefined
  const past = watch?.orders.pastDeadline
  return html`
    <dl class=${isLive ? '' : 'is-old'}>
      <div class=${age > longSeconds ? 'is-much' : ''}>
        <dt>open</dt>
        <dd data-glance="open">${orders ? count(orders.open) : '–'}${oldest ? `, oldest ${seconds(age)}` : ''}</dd>
      </div>
      <div class=${(past ?? 0) > 0 ? 'is-much' : ''}>
        <dt>past deadline</dt>
        <dd data-glance="past">${past == null ? '–' : count(past)}</dd>
      </div>
      <div class=${(behind?.seconds ?? 0) > longSeconds ? 'is-much' : ''}>
        <dt>lag</dt>
        <dd data-glance="lag">${lagOf(behind)}</dd>
      </div>
    </dl>
  `
}

function lagOf(behind: ReturnType<typeof mostBehind>): string {
  if (behind === undefined) return '–'
  if (behind.seconds === 0) return 'none'
  return behind.seconds < exactSeconds
    ? `under ${exactSeconds} s`
    : `${seconds(behind.seconds)}, ${behind.name}`
}
