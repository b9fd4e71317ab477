import { signal } from '@preact/signals'
import { html } from 'htm/preact'

interface Notice {
  readonly text: string
  readonly kind: 'done' | 'failed'
}

const shownMs = 6_000
const notice = signal<Notice | undefined>(undefined)
let timer = 0

/** Says what became of something that a person did; it also reaches screen readers, and goes by itself. */
export function say(text: string, kind: Notice['kind'] = 'done'): void {
  notice.value = { text, kind }
  clearTimeout(timer)
  timer = setTimeout(() => {
    notice.value = undefined
  }, shownMs) as unknown as number
}

/** Does something and says how it ended. */
export async function doing(work: () => Promise<string | undefined>): Promise<void> {
  try {
    const text = await work()
    if (text !== undefined) say(text)
  } catch (error) {
    const away = error instanceof TypeError || (error as Error).name === 'TimeoutError'
    say(away ? 'No answer: the service seems to be down.' : (error as Error).message, 'failed')
  }
}

/** Where notices appear. The only live region of the page: figures that change all the time are not read out. */
export function Notices() {
  const { text = '', kind = 'done' } = notice.value ?? {}
  return html`<div class=${`notice is-${kind} ${text && 'is-shown'}`} role="status">${text}</div>`
}
