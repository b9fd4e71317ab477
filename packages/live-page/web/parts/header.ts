import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import { route } from '../model/route.ts'
import { session, signOut } from '../model/session.ts'
import { isSetAside } from '../model/set-aside-route.ts'
import { connection } from '../model/store.ts'

const themes = ['auto', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const theme = signal<Theme>('auto')

/** Takes up the theme that was chosen here before. */
export function startTheme(): void {
  const chosen = localStorage.getItem('theme') as Theme | null
  if (chosen !== null && themes.includes(chosen)) setTheme(chosen)
}

function setTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem('theme', next)
  document.documentElement.dataset.theme = next
}

const words = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  'signed-out': 'Signed out',
  refused: 'Refused',
} as const

/** The name, where one can go, whether events flow, and the theme. */
export function Header() {
  const who = session.value.state
  const state = who === 'signed-out' || who === 'refused' ? who : connection.value
  const { view } = route.value
  return html`
    <header class="site">
      <a class="wordmark" href="#/">
        <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M4 9h24M4 16h24M4 23h24" class="mark-rails" />
          <circle cx="9" cy="9" r="3.6" class="mark-a" />
          <circle cx="17" cy="16" r="3.6" class="mark-b" />
          <circle cx="24" cy="23" r="3.6" class="mark-c" />
        </svg>
        <span>Orderflow</span>
      </a>
      <nav aria-label="Views">
        <a href="#/" aria-current=${view === 'live' ? 'page' : undefined}>Live</a>
        <a href="#/orders" aria-current=${view === 'orders' || view === 'journey' ? 'page' : undefined}>Orders</a>
        <a href="#/letters" aria-current=${isSetAside(route.value) ? 'page' : undefined}>Dead letters</a>
        <a href="/docs">API</a>
      </nav>
      <p class=${`connection is-${state}`} data-connection=${state} role="status">${words[state]}</p>
      ${who === 'signed-in' && html`<button type="button" class="sign-out" onClick=${signOut}>Sign out</button>`}
      <button type="button" class="theme" onClick=${() => setTheme(themes[(themes.indexOf(theme.value) + 1) % 3] as Theme)}>
        <span>Theme:</span> ${theme.value}
      </button>
    </header>
  `
}
