import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { count, plural } from '../lib/format.ts'
import { changes } from '../model/letters.ts'
import { type Chosen, type Outcome, sendBack, type Untils } from '../model/redriving.ts'
import { say } from './notice.ts'
import { Problems } from './problems.ts'

/** What is to be sent back, and in words. */
interface Asked {
  readonly chosen: Chosen
  readonly words: string
  /** Called when all of it went that could. */
  readonly onSent?: (() => void) | undefined
}

const asked = signal<Asked | undefined>(undefined)

/** Asks what would happen if these went back, and then whether they are to. */
export function askToSendBack(chosen: Chosen, words: string, onSent?: () => void): void {
  asked.value = { chosen, words, onSent }
}

/** Where that is asked. */
export function RedriveDialog() {
  return asked.value && html`<${Dialog} key=${asked.value.words} ...${asked.value} />`
}

/** The button that opened it has the focus again. Once that is gone, the heading has it. */
export function keepFocus(): void {
  if (document.activeElement !== document.body) return
  document.querySelector<HTMLElement>('main h1')?.focus()
}

type Phase = 'trying' | 'tried' | 'sending' | 'sent' | 'stopped'

function Dialog({ chosen, words, onSent }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { phase, outcome, send, stop } = useRedrive(chosen, onSent)
  useEffect(() => dialog.current?.showModal(), [])
  const close = () => dialog.current?.close()
  const closed = () => {
    stop()
    asked.value = undefined
    requestAnimationFrame(keepFocus)
  }
  const busy = phase === 'trying' || phase === 'sending'
  return html`
    <dialog ref=${dialog} class="redrive" aria-labelledby="redrive-title" data-phase=${phase} onClose=${closed}>
      <h2 id="redrive-title">Send back ${words}</h2>
      <p role="status">${saying(phase, outcome)}</p>
      ${outcome !== undefined && html`<${Particulars} outcome=${outcome} />`}
      <p class="button-row">
        ${
          phase === 'tried' &&
          outcome !== undefined &&
          outcome.redriven > 0 &&
          html`<button type="button" class="primary" onClick=${send}>Send ${count(outcome.redriven)} back</button>`
        }
        ${phase === 'sending' && html`<button type="button" onClick=${stop}>Stop</button>`}
        <button type="button" disabled=${phase === 'sending'} onClick=${close}>
          ${busy || phase === 'tried' ? 'Cancel' : 'Close'}
        </button>
      </p>
    </dialog>
  `
}

/** A dry run at once, and what it found sent when a person says so. */
function useRedrive(chosen: Chosen, onSent: Asked['onSent']) {
  const [phase, setPhase] = useState<Phase>('trying')
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined)
  const untils = useRef<Untils>(new Map())
  const abort = useRef(new AbortController())
  const run = async (dryRun: boolean) => {
    const { signal } = abort.current
    const options = { dryRun, untils: untils.current, signal, onProgress: setOutcome }
    const end = await sendBack(chosen, options)
    setOutcome(end)
    setPhase(dryRun ? 'tried' : signal.aborted ? 'stopped' : 'sent')
    if (dryRun) return
    changes.value++
    // Whoever has closed the dialog meanwhile is told as well.
    if (signal.aborted) say(saying('stopped', end))
    else onSent?.()
  }
  useEffect(() => void run(true), [])
  return {
    phase,
    outcome,
    send() {
      setOutcome(undefined)
      setPhase('sending')
      void run(false)
    },
    stop: () => abort.current.abort(),
  }
}

function saying(phase: Phase, outcome: Outcome | undefined): string {
  const { redriven = 0, already = 0, refused = 0 } = outcome ?? {}
  const others = [
    already > 0 && `${count(already)} went back before`,
    refused > 0 && `${count(refused)} cannot go back`,
  ].filter(Boolean)
  const and = others.length === 0 ? '' : `; ${others.join(', ')}`
  const letters = plural(redriven, 'dead letter')
  switch (phase) {
    case 'trying':
      return `Trying it, without changing anything. ${count(redriven)} so far.`
    case 'tried':
      return `${letters} would go back${and}. Nothing was changed.`
    case 'sending':
      return `Sending them back. ${count(redriven)} so far.`
    case 'stopped':
      return `Stopped. ${letters} went back${and}.`
    case 'sent':
      return `${letters} went back${and}.`
  }
}

function Particulars({ outcome: { targets, refusals, problems } }: { outcome: Outcome }) {
  return html`
    <${Problems} of=${problems} />
    <ul class="particulars">
      ${[...targets].map(([topic, n]) => html`<li key=${topic}>${count(n)} to <code>${topic}</code></li>`)}
      ${[...refusals].map(([why, n]) => html`<li key=${why}>${count(n)}: ${why}</li>`)}
    </ul>
    <p class="hint">Each is applied once, however often it is sent back. What is wrong still fails again, and comes here once more.</p>
  `
}
