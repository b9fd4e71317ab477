import { html } from 'htm/preact'
import { duration, money, rate, shortCount } from '../lib/format.ts'
import { frame, recently } from '../model/store.ts'

/** The few figures that say how the shop does. */
export function Figures() {
  const now = frame.value
  const orders = now?.orders
  const p99 = now?.sagaMs?.p99
  const [takings] = now?.revenue ?? []
  const per = recently(({ created }) => created)
  return html`
    <dl class="tiles">
      <${Tile} name="Orders a second" value=${rate(per)} />
      <${Tile} name="Completed" value=${shortCount(orders?.completed ?? 0)} outcome="completed" />
      <${Tile} name="Rejected" value=${shortCount(orders?.rejected ?? 0)} outcome="rejected" />
      <${Tile} name="Cancelled" value=${shortCount(orders?.cancelled ?? 0)} outcome="cancelled" />
      <${Tile} name="Open" value=${shortCount(orders?.open ?? 0)} outcome="open" />
      <${Tile} name="99 % end within" value=${duration(p99)} />
      <${Tile}
        name="Captured, less refunds"
        value=${takings ? money(BigInt(takings.captured) - BigInt(takings.refunded), takings.currency) : '–'} />
    </dl>
  `
}

function Tile({ name, value, outcome }: { name: string; value: string; outcome?: string }) {
  return html`
    <div class="tile" data-tile=${outcome} style=${outcome && { '--mark': `var(--${outcome})` }}>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>
  `
}
