import { html } from 'htm/preact'
import { count, duration, money, rate, shortCount } from '../lib/format.ts'
import { backThen, recently, shown } from '../model/store.ts'

/** The few figures that say how the shop does. */
export function Figures() {
  const now = shown.value
  const then = backThen.value
  const orders = now?.orders
  const ended = now?.sagaMs
  const [takings] = now?.revenue ?? []
  // Of a moment of the past that nobody watched nothing is known.
  const of = (figure: number | undefined) =>
    now !== undefined && orders === null ? '–' : shortCount(figure ?? 0)
  const span = then === undefined ? '20 s' : then.to - then.from < 60_000 ? '10 s' : '5 min'
  const per = recently(({ created }) => created)
  return html`
    <dl class="tiles">
      <${Tile} name="Orders a second" value=${rate(per)} />
      <${Tile} name="Completed" value=${of(orders?.completed)} outcome="completed" />
      <${Tile} name="Rejected" value=${of(orders?.rejected)} outcome="rejected" />
      <${Tile} name="Cancelled" value=${of(orders?.cancelled)} outcome="cancelled" />
      <${Tile} name="Open" value=${of(orders?.open)} outcome="open" />
      <${Tile} name="99 % end within" value=${duration(ended?.p99)}
        of=${orders === null ? 'not known' : `of ${count(ended?.n ?? 0)} that ended in ${span}, open ones left out`} />
      <${Tile}
        name="Captured, less refunds"
        value=${takings ? money(BigInt(takings.captured) - BigInt(takings.refunded), takings.currency) : '–'} />
    </dl>
  `
}

interface TileProps {
  readonly name: string
  readonly value: string
  readonly outcome?: string
  /** What the figure is of. */
  readonly of?: string
}

function Tile({ name, value, outcome, of }: TileProps) {
  return html`
    <div class="tile" data-tile=${outcome} style=${outcome && { '--mark': `var(--${outcome})` }}>
      <dt>${name}</dt>
      <dd>${value}</dd>
      ${of && html`<dd class="of">${of}</dd>`}
    </div>
  `
}
