import { signal } from '@preact/signals'
import { html } from 'htm/preact'
import { useEffect } from 'preact/hooks'
import { shortId } from '../lib/format.ts'
import { keepAsking } from '../lib/keep-asking.ts'
import { catalogue } from '../model/catalogue.ts'
import { orderOf, type Placing, placeOrder } from '../model/orders.ts'
import { journeyPath } from '../model/route.ts'
import { doing } from './notice.ts'
import { isOpen, reasonWords, StatusTag } from './status.ts'

/** Test values, in the manner of payment providers' test cards. */
const customers = [
  { value: 'customer-1', says: 'everything goes well' },
  { value: 'declined-1', says: 'the payment is declined' },
  { value: 'undeliverable-1', says: 'the parcel cannot be delivered' },
  { value: 'slow-1', says: 'the gateway takes 20 seconds' },
]

const placed = signal<string | undefined>(undefined)

/** The form that places an order, and what becomes of it. */
export function PlaceOrder() {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const customerId = String(form.get('customer')).trim()
    const [productId, quantity] = [String(form.get('product')).trim(), Number(form.get('quantity'))]
    void doing(async () => {
      placed.value = await placeOrder({ customerId, items: [{ productId, quantity }] })
      return 'The order was accepted.'
    })
  }
  return html`
    <section class="panel" aria-labelledby="place-title">
      <h2 id="place-title">Place an order</h2>
      <form class="place-order" onSubmit=${submit}>
        <label class="field">Customer
          <input name="customer" list="customers" value="customer-1" required maxlength="100" autocomplete="off" />
        </label>
        <datalist id="customers">
          ${customers.map(({ value, says }) => html`<option value=${value}>${says}</option>`)}
        </datalist>
        <div class="field-pair">
          <label class="field">Product
            <input name="product" list="products" value="prod-1" required maxlength="100" autocomplete="off" />
          </label>
          <label class="field">Quantity
            <input name="quantity" type="number" min="1" max="1000" value="1" required />
          </label>
        </div>
        <datalist id="products">
          ${catalogue.value.map(({ productId, name }) => html`<option value=${productId}>${name}</option>`)}
        </datalist>
        <button type="submit" class="primary">Place order</button>
      </form>
      ${placed.value !== undefined && html`<${Placed} key=${placed.value} orderId=${placed.value} />`}
      <details class="hints">
        <summary>Test values</summary>
        <ul>
          ${customers
            .slice(1)
            .map(({ value, says }) => html`<li><${Fill} name="customer" value=${value} /> ${says}</li>`)}
          <li><${Fill} name="product" value="prod-scarce" /> there are five: six are refused</li>
        </ul>
      </details>
    </section>
  `
}

/** A test value that puts itself into the form. */
function Fill({ name, value }: { name: string; value: string }) {
  const fill = () => {
    const field = document.querySelector<HTMLInputElement>(`.place-order [name=${name}]`)
    if (field === null) return
    field.value = value
    field.focus()
  }
  return html`<button type="button" class="fill" onClick=${fill}>${value}</button>`
}

const [askEveryMs, afterFailureMs] = [300, 2_000]

/** The order that was placed last, followed to its end. */
function Placed({ orderId }: { orderId: string }) {
  useEffect(() => {
    following.value = undefined
    return keepAsking(
      signal => orderOf(orderId, signal),
      came => {
        if ('error' in came) return afterFailureMs
        following.value = came.answer
        return isOpen(came.answer.status) ? askEveryMs : undefined
      },
    )
  }, [orderId])
  const order = following.value
  return html`
    <p class="placed" data-order=${orderId}>
      <a href=${journeyPath(orderId)}>Order <code>${shortId(orderId)}</code></a>
      ${
        order === undefined
          ? html`<span class="status is-open">Accepted</span>`
          : html`<${StatusTag} status=${order.status} />`
      }
      ${order?.reason && html`<span class="reason">${reasonWords(order.reason)}</span>`}
    </p>
  `
}

const following = signal<Placing | undefined>(undefined)
