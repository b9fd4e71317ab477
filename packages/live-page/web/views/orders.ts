import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import { useEffect } from 'preact/hooks'
import type { OrderList, OrderStatus } from '../../src/api.ts'
import { whyOf } from '../lib/across.ts'
import { keepAsking } from '../lib/keep-asking.ts'
import { getJson } from '../model/request.ts'
import { route } from '../model/route.ts'
import { OrderTable } from '../parts/order-list.ts'
import { statuses, statusWord } from '../parts/status.ts'
import { Journey } from './journey.ts'

const pageSize = 20
const againEveryMs = 2_000

const status = signal<OrderStatus | ''>('')
const customer = signal('')
/** The cursors of the pages before this one, the first page's left out. */
const cursors = signal<readonly string[]>([])
/** What was told, and of what; or why nothing newer was. */
interface Listed extends Partial<OrderList> {
  readonly filter: string
  readonly cursor: string | undefined
  readonly why?: string
}
const list = signal<Listed | undefined>(undefined)

/**
 * Orders by status and the customer's pseudonym, a page at a time; the first page follows what happens. Until another page is there
 * the one before it stands, without a way on.
 */
function useOrders(): Partial<Listed> {
  const query = new URLSearchParams({ limit: String(pageSize) })
  if (status.value !== '') query.set('status', status.value)
  if (customer.value !== '') query.set('customer', customer.value)
  const [filter, cursor] = [String(query), cursors.value.at(-1)]
  useEffect(() => {
    const behind = cursor === undefined ? '' : `&${new URLSearchParams({ cursor })}`
    return keepAsking(
      signal => getJson<OrderList>(`/orders?${filter}${behind}`, signal),
      came => {
        const before = list.value?.filter === filter && list.value.cursor === cursor ? list.value : undefined
        list.value =
          'answer' in came
            ? { filter, cursor, ...came.answer }
            : { ...before, filter, cursor, why: whyOf(came.error) }
        return cursor === undefined || 'error' in came ? againEveryMs : undefined
      },
    )
  }, [filter, cursor])
  const { next, ...told } = list.value?.filter === filter ? list.value : ({} as Partial<Listed>)
  return told.cursor === cursor && next !== undefined ? { ...told, next } : told
}

/** The list of orders, and beside it the journey of one. */
export function Orders() {
  const shown = route.value
  const orderId = shown.view === 'journey' ? shown.orderId : undefined
  return html`
    <div class=${`browse ${orderId === undefined ? '' : 'has-journey'}`}>
      <${List} current=${orderId} />
      ${orderId !== undefined && html`<${Journey} key=${orderId} orderId=${orderId} />`}
    </div>
  `
}

function List({ current }: { current: string | undefined }) {
  const { orders, next, why } = useOrders()
  const page = cursors.value.length + 1
  const Heading = current === undefined ? 'h1' : 'h2'
  return html`
    <section class="panel list" aria-labelledby="orders-title">
      <header class="panel-head">
        <${Heading} id="orders-title" tabindex="-1">Orders</${Heading}>
        <a class="back" href="#/orders">All orders</a>
      </header>
      <${Filter} />
      ${why !== undefined && html`<p class="away" role="alert">The orders cannot be read: ${why}</p>`}
      ${
        orders === undefined || orders.length === 0
          ? html`<p class="hint">${orders ? 'There is none like this.' : why === undefined ? 'Loading' : ''}</p>`
          : html`<${OrderTable} orders=${orders} caption="Orders, newest first" current=${current} />`
      }
      <nav class="pages" aria-label="Pages of the list">
        <button type="button" disabled=${page === 1} onClick=${() => {
          cursors.value = cursors.value.slice(0, -1)
        }}>Newer</button>
        <span>Page ${page}</span>
        <button type="button" disabled=${next === undefined} onClick=${() => {
          if (next !== undefined) cursors.value = [...cursors.value, next]
        }}>Older</button>
      </nav>
    </section>
  `
}

function Filter() {
  const change = (event: Event) => {
    const form = new FormData(event.currentTarget as HTMLFormElement)
    status.value = String(form.get('status')) as OrderStatus | ''
    customer.value = String(form.get('customer')).trim()
    cursors.value = []
  }
  return html`
    <form class="filter" role="search" aria-label="Orders" onChange=${change} onSubmit=${(event: Event) => {
      event.preventDefault()
      change(event)
    }}>
      <label class="field">Status
        <select name="status" value=${status.value}>
          <option value="">any</option>
          ${statuses.map(each => html`<option value=${each}>${statusWord(each)}</option>`)}
        </select>
      </label>
      <label class="field">Pseudonym
        <input name="customer" type="search" defaultValue=${customer.value} placeholder="all of it" maxlength="100"
          autocomplete="off" />
      </label>
    </form>
  `
}
