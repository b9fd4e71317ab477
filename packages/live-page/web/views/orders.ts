import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import { useEffect } from 'preact/hooks'
import type { OrderList, OrderStatus } from '../../src/api.ts'
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
const list = signal<OrderList | undefined>(undefined)

/** Orders by status and the customer's pseudonym, a page at a time; the first page follows what happens. */
function useOrders() {
  const [word, customerId, cursor] = [status.value, customer.value, cursors.value.at(-1)]
  useEffect(() => {
    const abort = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const query = new URLSearchParams({ limit: String(pageSize) })
    if (word !== '') query.set('status', word)
    if (customerId !== '') query.set('customer', customerId)
    if (cursor !== undefined) query.set('cursor', cursor)
    const load = async () => {
      const found = await getJson<OrderList>(`/orders?${query}`, abort.signal).catch(() => undefined)
      if (abort.signal.aborted) return
      if (found !== undefined) list.value = found
      if (cursor === undefined) timer = setTimeout(load, againEveryMs)
    }
    void load()
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [word, customerId, cursor])
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
  useOrders()
  const { orders, next } = list.value ?? { orders: [] }
  const page = cursors.value.length + 1
  const Heading = current === undefined ? 'h1' : 'h2'
  return html`
    <section class="panel list" aria-labelledby="orders-title">
      <header class="panel-head">
        <${Heading} id="orders-title" tabindex="-1">Orders</${Heading}>
        <a class="back" href="#/orders">All orders</a>
      </header>
      <${Filter} />
      ${
        orders.length === 0
          ? html`<p class="hint">${list.value === undefined ? 'Loading' : 'There is none like this.'}</p>`
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
