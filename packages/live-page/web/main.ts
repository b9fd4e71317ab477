import { computed } from '@preact/signals'
import { html } from 'htm/preact'
import { render } from 'preact'
import { startCatalogue } from './model/catalogue.ts'
import { startWatchingProcesses } from './model/control.ts'
import { loadConfig, startFeed } from './model/feed.ts'
import { startHealthChecks } from './model/health.ts'
import { startSteadyOrders } from './model/orders.ts'
import { route, startRouting } from './model/route.ts'
import { session, startSession, takeReturn } from './model/session.ts'
import { config, frame } from './model/store.ts'
import { Header, startTheme } from './parts/header.ts'
import { Notices } from './parts/notice.ts'
import { SignIn } from './parts/sign-in.ts'
import { Live } from './views/live.ts'
import { Orders } from './views/orders.ts'

/** What was seen stays when a sign-in ends; who was never signed in is not shown an empty shop. */
const isShown = computed(() => session.value.state !== 'signed-out' || frame.value !== undefined)

function Page() {
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
    <${Header} />
    <main id="main" tabindex="-1">
      <${SignIn} />
      ${isShown.value && (route.value.view === 'live' ? html`<${Live} />` : html`<${Orders} />`)}
    </main>
    <${Notices} />
  `
}

/** The part of the address behind # is the view's. */
function skip(event: Event) {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}

/** Who is asked to sign in is known before anything is asked for. */
async function begin(): Promise<void> {
  try {
    await loadConfig()
    await startSession(config.value.signIn, returned)
  } catch {
    setTimeout(() => void begin(), 1_000)
  }
}

const closed = new AbortController()
startTheme()
const returned = takeReturn()
startRouting()
void begin()
startFeed(closed.signal)
startHealthChecks(closed.signal)
startWatchingProcesses(closed.signal)
startSteadyOrders(closed.signal)
startCatalogue()
render(html`<${Page} />`, document.body)
