import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Journey as JourneyAnswer, OrderSummary } from '../../src/api.ts'
import { Arrows, lanes, useRowCentres } from '../journey/arrows.ts'
import { StepRow } from '../journey/step.ts'
import { whyOf } from '../lib/across.ts'
import { count, duration, money, shortId } from '../lib/format.ts'
import { keepAsking } from '../lib/keep-asking.ts'
import { narrow } from '../lib/media.ts'
import { canControl } from '../model/control.ts'
import { stepsOf, traceIdOf } from '../model/journey.ts'
import { cancelOrder, journeyOf } from '../model/orders.ts'
import { Refused } from '../model/request.ts'
import { config, now } from '../model/store.ts'
import { Copyable } from '../parts/copyable.ts'
import { sendDuplicate } from '../parts/faults.ts'
import { LaneNames } from '../parts/lane-names.ts'
import { doing } from '../parts/notice.ts'
import { isOpen, reasonWords, StatusTag } from '../parts/status.ts'

/** While something may still happen, and when nothing has for a while. */
const [soonMs, laterMs] = [400, 3_000]
/** Compensations may come after the end. */
const settledAfterMs = 8_000

/**
 * An order's journey, a page of events at a time. The last page that is shown is asked for again and again while the
 * order is open; those before it are full.
 */
function useJourney(orderId: string) {
  const [full, setFull] = useState<readonly JourneyAnswer[]>([])
  const [last, setLast] = useState<JourneyAnswer | undefined>(undefined)
  const [why, setWhy] = useState<string | undefined>(undefined)
  const after = full.at(-1)?.next
  useEffect(
    () =>
      keepAsking(
        signal => journeyOf(orderId, after, signal),
        came => {
          if ('error' in came) {
            const isMissing = came.error instanceof Refused && came.error.status === 404
            setWhy(
              isMissing
                ? 'Reporting has not heard of this order yet.'
                : `It cannot be read: ${whyOf(came.error)}`,
            )
            return isMissing ? soonMs : laterMs
          }
          const { order } = came.answer
          setLast(came.answer)
          setWhy(undefined)
          return !isOpen(order.status) && now() - Date.parse(order.updatedAt) > settledAfterMs
            ? laterMs
            : soonMs
        },
      ),
    [orderId, after],
  )
  const pages = last === undefined ? full : [...full, last]
  const order = pages.at(-1)?.order
  const events = pages.flatMap(page => page.events)
  const journey = order && { order, events, ...(last?.next !== undefined && { next: last.next }) }
  const showMore = () => {
    setFull(pages)
    setLast(undefined)
  }
  return { journey, why, showMore }
}

/** One order, from its placement to its end: every event, what caused it, and what it undid. */
export function Journey({ orderId, heading: Heading = 'h1' }: { orderId: string; heading?: 'h1' | 'h2' }) {
  const { journey, why, showMore } = useJourney(orderId)
  return html`
    <article class="panel journey" data-journey=${orderId}>
      <${Heading} tabindex="-1">Order <code>${shortId(orderId)}</code></${Heading}>
      ${journey === undefined && html`<p class="hint" role="status">${why ?? 'Loading'}</p>`}
      ${journey && html`<${Told} journey=${journey} />`}
      ${
        journey?.next !== undefined &&
        html`<p class="hint">
          These are the first ${count(journey.events.length)} events of this order.${' '}
          <button type="button" class="small" onClick=${showMore}>Show more</button>
        </p>`
      }
    </article>
  `
}

function Told({ journey }: { journey: JourneyAnswer }) {
  const list = useRef<HTMLOListElement>(null)
  const steps = stepsOf(journey)
  const centres = useRowCentres(list, steps.length)
  const lane = narrow.value ? 22 : 64
  return html`
    <${Facts} journey=${journey} />
    <div class="timeline" style=${{ '--gutter': `${lane * lanes.length}px` }}>
      <${LaneNames} names=${lanes} upright=${narrow.value} />
      <div class="steps">
        <${Arrows} steps=${steps} centres=${centres} lane=${lane} />
        <ol ref=${list}>
          ${steps.map(step => html`<${StepRow} key=${step.event.id} step=${step} steps=${steps} />`)}
        </ol>
      </div>
    </div>
  `
}

function Facts({ journey: { order, events } }: { journey: JourneyAnswer }) {
  const traceId = traceIdOf(events[0]?.traceparent)
  const traceUrl = traceId === undefined ? undefined : config.value.traceUrl?.replace('{traceId}', traceId)
  return html`
    <p class="verdict">
      <${StatusTag} status=${order.status} />
      ${order.reason && html`<span class="reason">${reasonWords(order.reason)}</span>`}
      <span class="took">${order.seconds === undefined ? 'under way' : `in ${duration(order.seconds * 1000)}`}</span>
      <${Actions} order=${order} />
    </p>
    <dl class="facts">
      <dt>Pseudonym</dt><dd><${Copyable} text=${order.customerId} /></dd>
      <dt>Items</dt><dd>${order.items.map(({ productId, quantity }) => `${quantity} × ${productId}`).join(', ')}</dd>
      <dt>Total</dt><dd>${order.total ? money(order.total.amount, order.total.currency) : 'not priced'}</dd>
      <dt>Order</dt><dd><${Copyable} text=${order.orderId} /></dd>
      <dt>Correlation</dt><dd><${Copyable} text=${order.correlationId} /></dd>
      ${
        traceId !== undefined &&
        html`<dt>Trace</dt><dd><${Copyable} text=${traceId} />${traceUrl && html` <a href=${traceUrl}>Open the trace</a>`}</dd>`
      }
    </dl>
  `
}

function Actions({ order: { orderId, status } }: { order: OrderSummary }) {
  const cancel = () =>
    doing(async () => {
      await cancelOrder(orderId)
      return 'The cancellation was asked for. Shipping decides.'
    })
  return html`
    <span class="actions">
      ${isOpen(status) && html`<button type="button" class="small" onClick=${cancel}>Cancel order</button>`}
      ${
        canControl.value &&
        html`<button type="button" class="small" onClick=${() => sendDuplicate(orderId)}>Send its last event again</button>`
      }
    </span>
  `
}
