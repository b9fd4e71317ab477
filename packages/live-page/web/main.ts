import { computed } from '@preact/signals'
import { html } from 'htm/preact'
import { render } from 'preact'
import { startCatalogue } from './model/catalogue.ts'
import { startWatchingProcesses } from './model/control.ts'
import { loadConfig, startFeed } from './model/feed.ts'
import { startSteadyOrders } from './model/orders.ts'
import { startPast } from './model/past.ts'
import { startRange } from './model/range.ts'
import { route, startRouting } from './model/route.ts'
import { session, startSession, takeReturn } from './model/session.ts'
import { config, frame } from './model/store.ts'
import { Glance } from './parts/glance.ts'
import { Header, startTheme } from './parts/header.ts'
import { Notices } from './parts/notice.ts'
import { SignIn } from './parts/sign-in.ts'
import { Live } from './views/live.ts'
import { Orders } from './views/orders.ts'
import { RunbookPage } from './views/runbook.ts'
import { ServicePanel } from './views/service.ts'
import { SetAside } from './views/set-aside.ts'
import { Unknown } from './views/unknown.ts'

/** What was seen stays when a sign-in ends; who was never signed in is not shown an empty shop. */
const isShown = computed(() => session.value.state !== 'signed-out' || frame.value !== undefined)

function Page() {
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
    <${Header} />
    <main id="main" tabindex="-1">
      <${SignIn} />
      ${isShown.value && html`<${Glance} /><${View} />`}
    </main>
    <${Notices} />
  `
}

function View() {
  const now = route.value
  switch (now.view) {
    case 'live':
      return html`<${Live} tab=${now.tab} />`
    case 'orders':
    case 'journey':
      return html`<${Orders} />`
    case 'service':
      return html`<${ServicePanel} key=${now.service} service=${now.service} />`
    case 'runbook':
      return html`<${RunbookPage} key=${now.runbook} name=${now.runbook} />`
    case 'unknown':
      return html`<${Unknown} address=${now.address} />`
    default:
      return html`<${SetAside} shown=${now} />`
  }
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
startRange()
void begin()
startFeed(closed.signal)
startPast(closed.signal)
startWatchingProcesses(closed.signal)
startSteadyOrders(closed.signal)
startCatalogue()
render(html`<${Page} />`, document.body)
