import { computed } from '@preact/signals'
import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { Charts } from '../charts/charts.ts'
import { timeOfDay } from '../lib/format.ts'
import { narrow } from '../lib/media.ts'
import { EventMap } from '../map/event-map.ts'
import { ordersThen } from '../model/past.ts'
import { rangeQuery } from '../model/range.ts'
import { type LiveTab, liveTabs, tabPath } from '../model/route.ts'
import { backThen, recentOrders } from '../model/store.ts'
import { Backlog } from '../parts/backlog.ts'
import { Faults } from '../parts/faults.ts'
import { Figures } from '../parts/figures.ts'
import { Load } from '../parts/load.ts'
import { OrderTable } from '../parts/order-list.ts'
import { PlaceOrder } from '../parts/place-order.ts'
import { Stock } from '../parts/stock.ts'
import { Tabs } from '../parts/tabs.ts'
import { TimeBar } from '../parts/time-bar.ts'

const recentShown = 8

/** The whole system at a glance, and what one can do to it; in a narrow window, what stands below the figures one by one. */
export function Live({ tab }: { tab: LiveTab }) {
  return html`
    <h1 class="visually-hidden" tabindex="-1">The shop, live</h1>
    <${TimeBar} />
    <${Figures} />
    ${narrow.value ? html`<${Tabs} label="Parts of the shop" tabs=${tabs.value} current=${tab} />` : html`<${Wide} />`}
  `
}

function Wide() {
  return html`
    <div class="stage">
      <div class="watch"><${EventMap} /><${Charts} /></div>
      <${Try} />
    </div>
    <div class="below">
      <${Latest} />
      <${Stock} />
      <${Backlog} />
    </div>
  `
}

const parts: Readonly<Record<LiveTab, readonly [name: string, Part: () => VNode | null]>> = {
  map: ['Map', EventMap],
  charts: ['Charts', Charts],
  latest: ['Latest', Latest],
  stock: ['Stock', Stock],
  waits: ['Waits', Backlog],
  try: ['Try', Try],
}
const tabs = computed(() =>
  liveTabs.map(id => {
    const [name, Part] = parts[id]
    return { id, name, Part, href: `${tabPath(id)}${rangeQuery.value}` }
  }),
)

function Try() {
  return html`<div class="try"><${PlaceOrder} /><${Load} /><${Faults} /></div>`
}

/** Of now, or of the moment that is shown. */
function Latest() {
  const then = backThen.value
  return then === undefined ? html`<${Recent} />` : html`<${OrdersThen} to=${then.to} />`
}

function Recent() {
  const orders = recentOrders.value.slice(0, recentShown)
  return html`
    <section class="panel" aria-labelledby="recent-title">
      <header class="panel-head">
        <h2 id="recent-title">Latest orders</h2>
        <a href="#/orders">All orders</a>
      </header>
      ${
        orders.length === 0
          ? html`<p class="hint">None yet. Place one, or send a wave.</p>`
          : html`<${OrderTable} orders=${orders} caption="The orders that changed last" />`
      }
    </section>
  `
}

/** Those that were placed last before a moment of the past, so that its journeys are a click away. */
function OrdersThen({ to }: { to: number }) {
  const known = ordersThen.value
  const orders = known && 'orders' in known ? known.orders : []
  const none =
    known === undefined ? 'Loading' : 'why' in known ? `They cannot be read: ${known.why}` : 'There is none.'
  return html`
    <section class="panel" aria-labelledby="then-title">
      <header class="panel-head">
        <h2 id="then-title">Orders placed before ${timeOfDay(known?.to ?? to)}</h2>
        <span class="hint">as they stand now</span>
      </header>
      ${
        orders.length === 0
          ? html`<p class="hint">${none}</p>`
          : html`<${OrderTable} orders=${orders} caption="The orders that were placed last before it" />`
      }
    </section>
  `
}
