import { html } from 'htm/preact'

/** For an address that leads nowhere: says so, and leads back. */
export function Unknown({ address }: { address: string }) {
  return html`
    <section class="panel unknown">
      <h1 tabindex="-1">There is no such view</h1>
      <p>
        <code>${address}</code> leads nowhere. Go to <a href="#/">the live view</a> or to <a href="#/orders">the orders</a>.
      </p>
    </section>
  `
}
