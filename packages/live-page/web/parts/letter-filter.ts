import { html } from 'htm/preact'
import { useEffect, useRef } from 'preact/hooks'
import { topology } from '../generated/topology.ts'
import { knownServices, type LetterFilter } from '../model/letters.ts'
import { groups } from './letter-groups.ts'

/** Which dead letters are listed: each field that is given has to fit. */
export function LetterFilterForm({
  filter,
  onChange,
}: {
  filter: LetterFilter
  onChange: (filter: LetterFilter) => void
}) {
  const change = (event: Event) => {
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const given = [...form].map(([name, value]) => [name, String(value).trim()] as const)
    onChange(Object.fromEntries(given.filter(([, value]) => value !== '')))
  }
  const key = useRef<HTMLInputElement>(null)
  const typed = filter.key ?? ''
  useEffect(() => {
    if (key.current !== null) key.current.value = typed
  }, [typed])
  const found = groups.value
  const topics = [...topology.map(({ topic }) => topic), ...found.map(({ topic }) => topic)]
  return html`
    <form class="letter-filter" role="search" aria-label="Dead letters" onChange=${change} onSubmit=${(
      event: Event,
    ) => {
      event.preventDefault()
      change(event)
    }}>
      <${Choice} name="service" label="Service" chosen=${filter.service} all=${knownServices()} />
      <${Choice} name="topic" label="Topic" chosen=${filter.topic} all=${topics} />
      <${Choice} name="reason" label="Reason" chosen=${filter.reason} all=${found.map(({ reason }) => reason)} />
      <label class="field">Sent back
        <select name="state" value=${filter.state ?? ''}>
          <option value="">any</option>
          <option value="open">no</option>
          <option value="redriven">yes</option>
        </select>
      </label>
      <label class="field">Key
        <input ref=${key} name="key" type="search" placeholder="such as an order's id" maxlength="300"
          autocomplete="off" />
      </label>
    </form>
  `
}

function Choice({
  name,
  label,
  chosen = '',
  all,
}: {
  name: string
  label: string
  chosen?: string | undefined
  all: readonly string[]
}) {
  const options = [...new Set([...all, chosen])].filter(option => option !== '').sort()
  return html`
    <label class="field">${label}
      <select name=${name} value=${chosen}>
        <option value="">any</option>
        ${options.map(option => html`<option key=${option} value=${option}>${option}</option>`)}
      </select>
    </label>
  `
}
