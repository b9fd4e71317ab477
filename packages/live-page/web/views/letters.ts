import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type AcrossPage, type Kept, type Place, standing } from '../lib/across.ts'
import { count, plural } from '../lib/format.ts'
import { changes, findLetters, type Letter, type LetterFilter } from '../model/letters.ts'
import { replaceRoute } from '../model/route.ts'
import { may } from '../model/session.ts'
import { lettersPath } from '../model/set-aside-route.ts'
import { config, deadLetters } from '../model/store.ts'
import { Lacking } from '../parts/lacking.ts'
import { LetterFilterForm } from '../parts/letter-filter.ts'
import { LetterGroups } from '../parts/letter-groups.ts'
import { say } from '../parts/notice.ts'
import { Problems } from '../parts/problems.ts'
import { askToSendBack, RedriveDialog } from '../parts/redrive.ts'
import { SetAsideViews } from '../parts/set-aside-views.ts'
import { LetterTable } from './letter-table.ts'

const pageSize = 20
/** As many as a service takes in one request. */
const selectedMax = 500

/** What is shown of the dead letters of a filter, as long as that is the filter. */
interface Shown {
  readonly filter: string
  /** Where the pages before this one began, and this one. */
  readonly earlier: readonly (Place | undefined)[]
  readonly here: Place | undefined
  readonly selected: ReadonlyMap<string, Letter>
}

const anew = (filter: string): Shown => ({ filter, earlier: [], here: undefined, selected: new Map() })
const shown = signal<Shown>(anew(''))

/** Another filter begins anew, with nothing selected; who comes back from a letter finds the page as it was. */
function shownOf(filter: LetterFilter): Shown {
  const name = JSON.stringify(filter)
  return shown.value.filter === name ? shown.value : anew(name)
}

function show(filter: LetterFilter, change: Partial<Shown>): void {
  shown.value = { ...shownOf(filter), ...change }
}

/** The page that is to be seen, asked for when that changes and when somebody asks again: never by itself. */
function useLetters(filter: LetterFilter): AcrossPage<Letter> | undefined {
  const [kept, setKept] = useState<Kept<Letter> | undefined>(undefined)
  const { here: from, filter: name } = shownOf(filter)
  const services = Object.keys(config.value.services).length
  useEffect(() => {
    if (services === 0) return
    const abort = new AbortController()
    findLetters(filter, { limit: pageSize, from, signal: abort.signal }).then(
      page => setKept({ filter: name, from, page }),
      () => {},
    )
    return () => abort.abort()
  }, [from, name, services, changes.value])
  return standing(kept, { filter: name, from })
}

/** What services could not process: to be seen, and sent back. */
export function Letters({ filter }: { filter: LetterFilter }) {
  return html`
    <h1 tabindex="-1">Dead letters</h1>
    <${SetAsideViews} />
    <${Lacking} scope="dlq:read" to="see dead letters" />
    ${may('dlq:read') && html`<${LetterGroups} /><${List} filter=${filter} />`}
    <${RedriveDialog} />
  `
}

function List({ filter }: { filter: LetterFilter }) {
  const page = useLetters(filter)
  const { earlier, here, selected } = shownOf(filter)
  const letters = page?.items ?? []
  const next = page?.next
  const again = () => {
    show(filter, { earlier: [], here: undefined })
    changes.value++
  }
  return html`
    <section class="panel list" aria-labelledby="letters-title">
      <header class="panel-head">
        <h2 id="letters-title">One by one</h2>
        <${LookAgain} onClick=${again} />
      </header>
      <${LetterFilterForm} filter=${filter} onChange=${(other: LetterFilter) => replaceRoute(lettersPath(other))} />
      <${Sending} filter=${filter} any=${letters.length > 0} />
      <${Problems} of=${page?.problems ?? []} />
      ${
        letters.length === 0
          ? html`<p class="hint">${sayNone(page)}</p>`
          : html`<${LetterTable} letters=${letters} selected=${selected}
              onSelect=${(letter: Letter, box: HTMLInputElement) => select(filter, letter, box)} />`
      }
      <nav class="pages" aria-label="Pages of the dead letters">
        <button type="button" disabled=${earlier.length === 0}
          onClick=${() => show(filter, { here: earlier.at(-1), earlier: earlier.slice(0, -1) })}>Back</button>
        <span>Page ${earlier.length + 1}</span>
        <button type="button" disabled=${next === undefined}
          onClick=${() => show(filter, { here: next, earlier: [...earlier, here] })}>Next</button>
      </nav>
    </section>
  `
}

/** How many there are on all dead-letter topics, sent back or not, by the stream. */
const depth = () =>
  deadLetters.value && Object.values(deadLetters.value).reduce((sum, letters) => sum + letters, 0)

/** The button that asks again, which says how many have come since. */
function LookAgain({ onClick }: { onClick: () => void }) {
  const seen = useRef<{ readonly changes: number; readonly depth: number }>(undefined)
  const now = depth()
  if (now !== undefined && seen.current?.changes !== changes.value)
    seen.current = { changes: changes.value, depth: now }
  const more = Math.max(0, (now ?? 0) - (seen.current?.depth ?? 0))
  return html`<button type="button" class="small" onClick=${onClick}>
    Look again${seen.current !== undefined && more > 0 ? `: ${count(more)} more` : ''}
  </button>`
}

function sayNone(page: AcrossPage<Letter> | undefined): string {
  if (Object.keys(config.value.services).length === 0)
    return 'This page does not know where the services are.'
  if (page === undefined) return 'Loading'
  if (page.next !== undefined)
    return 'There is none like this among those that were looked at. Next looks on.'
  return page.problems.length > 0 ? 'The others have none like this.' : 'There is none like this.'
}

/** The ways to send some back; who may not is told so. */
function Sending({ filter, any }: { filter: LetterFilter; any: boolean }) {
  const chosen = [...shownOf(filter).selected.values()]
  const selectNone = () => show(filter, { selected: new Map() })
  if (!may('dlq:redrive')) return html`<${Lacking} scope="dlq:redrive" to="send dead letters back" />`
  return html`
    <div class="button-row sending">
      <button type="button" disabled=${chosen.length === 0}
        onClick=${() => askToSendBack({ letters: chosen }, plural(chosen.length, 'selected dead letter'), selectNone)}>
        Send back the selected${chosen.length > 0 ? ` ${count(chosen.length)}` : ''}…
      </button>
      <button type="button" disabled=${!any} onClick=${() => askToSendBack({ filter }, inWords(filter))}>
        Send back all like this…
      </button>
      <button type="button" disabled=${chosen.length === 0} onClick=${selectNone}>
        Select none</button>
    </div>
  `
}

/** `all dead letters with service inventory, reason SAVE_FAILED`. */
function inWords(filter: LetterFilter): string {
  const given = Object.entries(filter).filter(([name]) => name !== 'state')
  if (given.length === 0) return 'all dead letters'
  return `all dead letters with ${given.map(([name, value]) => `${name} ${value}`).join(', ')}`
}

function select(filter: LetterFilter, letter: Letter, box: HTMLInputElement): void {
  const next = new Map(shownOf(filter).selected)
  if (!box.checked) next.delete(letter.id)
  else if (next.size < selectedMax) next.set(letter.id, letter)
  else {
    box.checked = false
    say(
      `No more than ${selectedMax} can be selected: choose by the fields, and send back all like these.`,
      'failed',
    )
  }
  show(filter, { selected: next })
}
