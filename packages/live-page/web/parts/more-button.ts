import { html } from 'htm/preact'
import type { ComponentChildren } from 'preact'
import type { gathering } from '../model/gathering.ts'

interface MoreButtonProps {
  readonly of: Pick<ReturnType<typeof gathering>, 'asking' | 'more'>
  readonly children: ComponentChildren
}

/** Asks for more, once until that is there. It keeps the focus meanwhile, which a disabled button would lose. */
export function MoreButton({ of: { asking, more }, children }: MoreButtonProps) {
  return html`<button type="button" class="small" aria-disabled=${asking.value} onClick=${() => void more()}>
    ${children}
  </button>`
}
