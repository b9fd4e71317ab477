import { type ReadonlySignal, signal } from '@preact/signals'

/** Whether the window is so narrow, as a phone's, that a view shows one part at a time. */
export const narrow = follow('(max-width: 900px)')

/** Whether a media query holds, for as long as the page is open. */
function follow(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query)
  const holds = signal(list.matches)
  list.addEventListener('change', () => {
    holds.value = list.matches
  })
  return holds
}
