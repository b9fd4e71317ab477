import { html } from 'htm/preact'
import { Charts } from '../charts/charts.ts'
import { EventMap } from '../map/event-map.ts'
import { recentOrders } from '../model/store.ts'
import { Backlog } from '../parts/backlog.ts'
import { Faults } from '../parts/faults.ts'
import { Figures } from '../parts/figures.ts'
import { Load } from '../parts/load.ts'
import { OrderTable } from '../parts/order-list.ts'
import { PlaceOrder } from '../parts/place-order.ts'
import { Stock } from '../parts/stock.ts'

const recentShown = 8

/** The whole system at a glance, and what one can do to it. */
export function Live() {
  return html`
    <h1 class="visually-hidden" tabindex="-1">The shop, live</h1>
    <${Figures} />
    <div class="stage">
      <div class="watch"><${EventMap} /><${Charts} /></div>
      <div class="try"><${PlaceOrder} /><${Load} /><${Faults} /></div>
    </div>
    <div class="below">
      <${Recent} />
      <${Stock} />
      <${Backlog} />
    </div>
  `
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
