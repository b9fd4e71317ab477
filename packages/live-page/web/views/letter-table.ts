import { html } from 'htm/preact'
import { dayAndTime, plural } from '../lib/format.ts'
import type { Letter } from '../model/letters.ts'
import { letterPath } from '../model/set-aside-route.ts'

interface LetterTableProps {
  readonly letters: readonly Letter[]
  readonly selected: ReadonlyMap<string, Letter>
  readonly onSelect: (letter: Letter, box: HTMLInputElement) => void
}

/** A page of dead letters, each with a box to select it. */
export function LetterTable({ letters, selected, onSelect }: LetterTableProps) {
  return html`
    <table class="plain letter-table">
      <caption class="visually-hidden">Dead letters, oldest first within each partition</caption>
      <thead>
        <tr>
          <th scope="col" class="picks"><span class="visually-hidden">Selected</span></th>
          <th scope="col">Reason</th>
          <th scope="col" class="wide">Lay on</th>
          <th scope="col" class="wide">Set aside by</th>
          <th scope="col" class="wide">Key</th>
          <th scope="col">Since</th>
          <th scope="col">Sent back</th>
        </tr>
      </thead>
      <tbody>
        ${letters.map(
          letter =>
            html`<${Row} key=${letter.id} letter=${letter} isSelected=${selected.has(letter.id)} onSelect=${onSelect} />`,
        )}
      </tbody>
    </table>
  `
}

type RowProps = Pick<LetterTableProps, 'onSelect'> & { readonly letter: Letter; readonly isSelected: boolean }

function Row({ letter, isSelected, onSelect }: RowProps) {
  const { id, service, topic, reason, key, at, redriven, refusal, redriveCount } = letter
  return html`
    <tr data-letter=${id}>
      <td class="picks"><label class="pick"><input type="checkbox" aria-label=${`Select ${id}`} checked=${isSelected}
        onChange=${(event: Event) => onSelect(letter, event.target as HTMLInputElement)} /></label></td>
      <th scope="row">
        <a href=${letterPath(id)} aria-label=${`${reason}, ${id}`}><code>${reason}</code></a>
        <span class="narrow"><code>${topic}</code> ${service}</span>
      </th>
      <td class="wide"><code>${topic}</code></td>
      <td class="wide"><i class="swatch" style=${{ background: `var(--${service})` }}></i>${service}</td>
      <td class="wide"><code title=${key ?? ''}>${key === null ? '–' : key.slice(-12)}</code></td>
      <td><time dateTime=${at}>${dayAndTime(at)}</time></td>
      <td>${
        redriven
          ? html`by ${redriven.by}`
          : refusal
            ? 'cannot go back'
            : redriveCount > 0
              ? `no, ${plural(redriveCount, 'time')} before`
              : 'no'
      }</td>
    </tr>
  `
}
