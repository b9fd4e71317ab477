import { html } from 'htm/preact'
import { count } from '../lib/format.ts'
import { runWave, steadyRate, type Wave, wave } from '../model/orders.ts'
import { doing } from './notice.ts'

const rates = [0, 2, 10, 50]

let stopping = new AbortController()
const stop = () => stopping.abort()

const told = ({ placed, failed, of }: Wave) =>
  [
    `${count(placed)} of ${count(of)} orders were placed`,
    failed > 0 && `${count(failed)} were not taken`,
    placed + failed < of && 'then the wave was stopped',
  ]
    .filter(part => part !== false)
    .join(', ')

/** Waves, and orders that keep coming. */
export function Load() {
  const now = wave.value
  const start = (orders: number) => () =>
    doing(async () => {
      stopping = new AbortController()
      return `${told(await runWave(orders, stopping.signal))}.`
    })
  return html`
    <section class="panel" aria-labelledby="load-title">
      <h2 id="load-title">Send a wave</h2>
      <p class="hint">Mixed: most go well, some are declined, undeliverable, out of stock or cancelled on the way.</p>
      <div class="button-row">
        <button type="button" disabled=${now !== undefined} onClick=${start(100)}>100 orders</button>
        <button type="button" disabled=${now !== undefined} onClick=${start(1_000)}>1,000 orders</button>
        <button type="button" disabled=${now === undefined} aria-label="Stop the wave" onClick=${stop}>Stop</button>
      </div>
      <progress class="wave" max=${now?.of ?? 1} value=${now === undefined ? 0 : now.placed + now.failed}
        aria-label="Orders of the wave that were placed" hidden=${now === undefined}></progress>
      <fieldset class="steady">
        <legend>Keep orders coming, a second</legend>
        ${rates.map(
          each => html`
            <label>
              <input type="radio" name="steady" value=${each} checked=${steadyRate.value === each}
                onChange=${() => {
                  steadyRate.value = each
                }} />
              <span>${each === 0 ? 'none' : each}</span>
            </label>
          `,
        )}
      </fieldset>
    </section>
  `
}
