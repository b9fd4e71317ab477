import { computed, signal } from '@preact/signals'
import { html } from 'htm/preact'
import { count } from '../lib/format.ts'
import { catalogue } from '../model/catalogue.ts'
import { adjustStock } from '../model/orders.ts'
import { stock } from '../model/store.ts'
import { doing } from './notice.ts'

interface Level {
  readonly productId: string
  readonly name: string
  readonly available: number
  readonly reserved: number
  readonly sold: number
}

const shown = 8

/** The scarce product, and then those that changed last; what has not moved yet is as inventory lists it. */
const levels = computed<readonly Level[]>(() => {
  const listed = new Map(catalogue.value.map(product => [product.productId, product]))
  const moved = [...stock.value.values()].reverse()
  const products = [...moved, ...catalogue.value.filter(({ productId }) => !stock.value.has(productId))]
  const scarceFirst = products.toSorted((a, b) => Number(isScarce(b)) - Number(isScarce(a)))
  return scarceFirst.slice(0, shown).map(product => {
    return { ...product, name: listed.get(product.productId)?.name ?? product.productId }
  })
})
const isScarce = ({ productId }: { productId: string }) => productId === 'prod-scarce'

const adjusting = signal('prod-scarce')

/** Stock by product, and a form to change it by hand. */
export function Stock() {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const [productId, delta] = [String(form.get('product')).trim(), Number(form.get('delta'))]
    void doing(async () => {
      await adjustStock(productId, delta)
      return `${productId} has ${Math.abs(delta)} ${delta > 0 ? 'more' : 'less'}.`
    })
  }
  return html`
    <section class="panel" aria-labelledby="stock-title">
      <h2 id="stock-title">Stock</h2>
      <table class="plain stock">
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col" class="number">Available</th>
            <th scope="col" class="number">Reserved</th>
            <th scope="col" class="number">Sold</th>
          </tr>
        </thead>
        <tbody>
          ${levels.value.map(
            ({ productId, name, available, reserved, sold }) => html`
              <tr key=${productId}>
                <th scope="row"><button type="button" class="fill" aria-label=${`Adjust ${productId}`}
                  onClick=${() => {
                    adjusting.value = productId
                  }}>${productId}</button> <span class="product-name">${name === productId ? '' : name}</span></th>
                <td class="number">${count(available)}</td>
                <td class=${`number ${reserved > 0 ? 'is-reserved' : ''}`}>${count(reserved)}</td>
                <td class="number">${count(sold)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      <form class="adjust" onSubmit=${submit}>
        <label class="field">Product
          <input name="product" list="products" value=${adjusting.value} required maxlength="100" autocomplete="off" />
        </label>
        <label class="field">More or less
          <input name="delta" type="number" value="5" min="-1000000" max="1000000" required />
        </label>
        <button type="submit">Adjust</button>
      </form>
    </section>
  `
}
