import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

export interface Tab {
  readonly id: string
  readonly name: string
  readonly href: string
  /** What it shows: a component, which is there only while its tab is the current one. */
  readonly Part: () => VNode | null
}

/**
 * Parts of a view, one at a time, each with an address of its own. Arrows, Home and End go from tab to tab and show it at once, in the
 * manner of ARIA's authoring practices; they leave no trace in the history, as a click does.
 */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }) {
  const list = useRef<HTMLDivElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const [bar, shown] = [list.current as HTMLElement, panel.current as HTMLElement]
    const tab = document.getElementById(tabId(current)) as HTMLElement
    bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2
    // What begins under the bar is shown from its beginning.
    if (shown.getBoundingClientRect().top < bar.getBoundingClientRect().bottom) shown.scrollIntoView()
  }, [current])
  const { Part } = tabs.find(({ id }) => id === current) as Tab
  return html`
    <div class="tabbed">
    <div class="tabs" role="tablist" aria-label=${label} ref=${list} onKeyDown=${(event: KeyboardEvent) => go(event, tabs)}>
      ${tabs.map(({ id, name, href }) => {
        const selected = id === current
        return html`<a key=${id} role="tab" id=${tabId(id)} href=${href} aria-selected=${String(selected)}
          aria-controls=${selected ? panelId : undefined} tabindex=${selected ? 0 : -1}>${name}</a>`
      })}
    </div>
    <div class="tab-panel" role="tabpanel" id=${panelId} aria-labelledby=${tabId(current)} tabindex="0" ref=${panel}>
      <${Part} key=${current} />
    </div>
    </div>
  `
}

const tabId = (id: string) => `tab-${id}`
const panelId = 'tab-panel'

/** Goes to the tab that a key means, if it means one. */
function go(event: KeyboardEvent, tabs: readonly Tab[]): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const at = tabs.findIndex(({ id }) => tabId(id) === (event.target as Element).id)
  const places: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }
  const place = places[event.key]
  if (at === -1 || place === undefined) return
  event.preventDefault()
  const { id, href } = tabs.at(place % tabs.length) as Tab
  location.replace(href)
  document.getElementById(tabId(id))?.focus()
}
