import { html } from 'htm/preact'
import { render } from 'preact'
import { startCatalogue } from './model/catalogue.ts'
import { startWatchingProcesses } from './model/control.ts'
import { startFeed } from './model/feed.ts'
import { startHealthChecks } from './model/health.ts'
import { startSteadyOrders } from './model/orders.ts'
import { route, startRouting } from './model/route.ts'
import { Header, startTheme } from './parts/header.ts'
import { Notices } from './parts/notice.ts'
import { Live } from './views/live.ts'
import { Orders } from './views/orders.ts'

function Page() {
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
    <${Header} />
    <main id="main" tabindex="-1">
      ${route.value.view === 'live' ? html`<${Live} />` : html`<${Orders} />`}
    </main>
    <${Notices} />
  `
}

/** The part of the address behind # is the view's. */
function skip(event: Event) {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}

const closed = new AbortController()
startTheme()
startRouting()
startFeed(closed.signal)
startHealthChecks(closed.signal)
startWatchingProcesses(closed.signal)
startSteadyOrders(closed.signal)
startCatalogue()
render(html`<${Page} />`, document.body)
