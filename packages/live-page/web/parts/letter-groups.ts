import { computed } from '@preact/signals'
import { html } from 'htm/preact'
import { useEffect } from 'preact/hooks'
import { count, dayAndTime } from '../lib/format.ts'
import { gathering } from '../model/gathering.ts'
import { changes, countLetters, knownServices, type LetterGroup } from '../model/letters.ts'
import { lettersPath } from '../model/set-aside-route.ts'
import { config } from '../model/store.ts'
import { MoreButton } from './more-button.ts'
import { Problems } from './problems.ts'

/** All services are counted at once, each as much as it reads for one request, and more when somebody asks. */
const counted = gathering(async (service, after, signal) => {
  const { groups: items, next } = await countLetters(service, after, signal)
  return { items, next }
})

/** How many dead letters there are, by service, topic and reason; those with the most open ones first. */
export const groups = computed(() => summed(counted.found.value?.items ?? []))

function summed(parts: readonly LetterGroup[]): readonly LetterGroup[] {
  const all = new Map<string, LetterGroup>()
  for (const group of parts) {
    const name = JSON.stringify([group.service, group.topic, group.reason])
    const known = all.get(name)
    all.set(name, known === undefined ? group : sum(known, group))
  }
  return [...all.values()].sort((a, b) => b.open - a.open || b.letters - a.letters)
}

function sum(a: LetterGroup, b: LetterGroup): LetterGroup {
  const times = [a.oldest, a.newest, b.oldest, b.newest].sort()
  return {
    ...a,
    letters: a.letters + b.letters,
    open: a.open + b.open,
    oldest: times.at(0) ?? a.oldest,
    newest: times.at(-1) ?? a.newest,
  }
}

/** Dead letters by service, topic and reason; each leads to its own. */
export function LetterGroups() {
  const services = Object.keys(config.value.services).length
  useEffect(() => {
    if (services === 0) return
    void counted.begin(knownServices())
    return counted.stop
  }, [services, changes.value])
  const { nexts, problems = [] } = counted.found.value ?? {}
  return html`
    <section class="panel list" aria-labelledby="groups-title">
      <header class="panel-head">
        <h2 id="groups-title">By topic, service and reason</h2>
        <a href="#/letters">All</a>
      </header>
      <${Problems} of=${problems} />
      ${groups.value.length === 0 ? html`<p class="hint">${sayNone()}</p>` : html`<${GroupTable} />`}
      ${
        nexts !== undefined &&
        nexts.size > 0 &&
        html`<p class="hint">
          There are more at ${[...nexts.keys()].join(', ')}: a service counts 10,000 at a time.${' '}
          <${MoreButton} of=${counted}>Count on</${MoreButton}>
        </p>`
      }
    </section>
  `
}

function sayNone(): string {
  if (knownServices().length === 0) return 'This page does not know where the services are.'
  const { problems } = counted.found.value ?? {}
  if (problems === undefined) return 'Counting'
  return problems.length > 0 ? 'Those that answered have none.' : 'There are none.'
}

function GroupTable() {
  return html`
    <table class="plain letter-table">
      <caption class="visually-hidden">How many dead letters there are</caption>
      <thead>
        <tr>
          <th scope="col">Reason</th>
          <th scope="col" class="wide">Lay on</th>
          <th scope="col">Set aside by</th>
          <th scope="col" class="number">Open</th>
          <th scope="col" class="number">In all</th>
          <th scope="col" class="wide">First</th>
          <th scope="col" class="wide">Last</th>
        </tr>
      </thead>
      <tbody>
        ${groups.value.map(
          ({ service, topic, reason, letters, open, oldest, newest }) => html`
            <tr key=${`${service} ${topic} ${reason}`}>
              <th scope="row">
                <a href=${lettersPath({ service, topic, reason })}><code>${reason}</code></a>
                <span class="narrow"><code>${topic}</code></span>
              </th>
              <td class="wide"><code>${topic}</code></td>
              <td><i class="swatch" style=${{ background: `var(--${service})` }}></i>${service}</td>
              <td class="number">${count(open)}</td>
              <td class="number">${count(letters)}</td>
              <td class="wide"><time dateTime=${oldest}>${dayAndTime(oldest)}</time></td>
              <td class="wide"><time dateTime=${newest}>${dayAndTime(newest)}</time></td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `
}
