import { html } from 'htm/preact'
import { rate } from '../lib/format.ts'
import { eventRates } from '../model/store.ts'

/** Why there are more of InventoryAdjusted than there are orders. */
export function StockNote() {
  const { InventoryAdjusted: adjusted = 0, OrderCreated: created = 0 } = eventRates.value
  const each = created < 0.05 ? '–' : rate(adjusted / created)
  return html`
    <p class="hint stock-note">
      <strong>InventoryAdjusted</strong> tells a product's new quantities. Each product of an order has two: its pieces are set aside,
      then sent or given back. What a batch of orders changes of one product is told once. Now <span class="number">${each}</span> for
      each order placed.
    </p>
  `
}
