import { html } from 'htm/preact'
import type { OrderSummary } from '../../src/api.ts'
import { duration, money, shortId, timeOfDay } from '../lib/format.ts'
import { journeyPath } from '../model/route.ts'
import { reasonWords, StatusTag } from './status.ts'

/** Orders as a table, each with a link to its journey. */
export function OrderTable({
  orders,
  caption,
  current,
}: {
  orders: readonly OrderSummary[]
  caption: string
  current?: string | undefined
}) {
  return html`
    <table class="plain orders">
      <caption class="visually-hidden">${caption}</caption>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Status</th>
          <th scope="col" class="wide">Pseudonym</th>
          <th scope="col" class="number">Total</th>
          <th scope="col" class="number">Took</th>
          <th scope="col" class="number wide">Placed</th>
        </tr>
      </thead>
      <tbody>
        ${orders.map(
          order => html`
            <tr key=${order.orderId} class=${order.orderId === current ? 'is-current' : ''}>
              <th scope="row">
                <a href=${journeyPath(order.orderId)} aria-current=${order.orderId === current ? 'true' : undefined}>
                  <code>${shortId(order.orderId)}</code>
                </a>
              </th>
              <td>
                <${StatusTag} status=${order.status} />
                ${order.reason && html` <span class="reason wide">${reasonWords(order.reason)}</span>`}
              </td>
              <td class="wide"><code title=${order.customerId}>${shortId(order.customerId)}</code></td>
              <td class="number">${order.total ? money(order.total.amount, order.total.currency) : '–'}</td>
              <td class="number">${order.seconds === undefined ? '' : duration(order.seconds * 1000)}</td>
              <td class="number wide">${timeOfDay(order.createdAt)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `
}
