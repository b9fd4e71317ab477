import { spanContextOf } from '@orderflow/messaging/tracing'
import {
  type HttpApp,
  HttpProblem,
  id,
  problems,
  runCommand,
  type ServiceContext,
} from '@orderflow/service-kit'
import { Type } from 'typebox'
import type { CancelOrderReply } from './domain/order.ts'
import { findTrace } from './store.ts'

/** A request without a body. Clients differ in what they send for none, so whatever comes is not read. */
export function cancelRoute(app: HttpApp, context: ServiceContext): void {
  app.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null))
    addRoute(scope as HttpApp, context)
  })
}

function addRoute(app: HttpApp, { processor, pool }: ServiceContext): void {
  app.post(
    '/orders/:orderId/cancel',
    {
      config: { access: { scope: 'orders:write', own: 'orders' } },
      schema: {
        tags: ['orders'],
        operationId: 'cancelOrder',
        summary: 'Ask for an order to be cancelled',
        description:
          "Answers once the request is committed. Shipping decides: the order becomes CANCELLED, or COMPLETED if it was dispatched before. May be sent again, also without an Idempotency-Key; with one, which is the caller's own, a refusal stays one.",
        params: Type.Object({ orderId: id('The order') }),
        response: {
          202: Type.Object({ orderId: Type.String(), status: Type.Enum(['CANCEL_PENDING', 'CANCELLED']) }),
          ...problems(404, 409),
        },
      },
    },
    async (request, reply) => {
      const { orderId } = request.params
      if (request.span?.isRecording()) {
        // The cancellation is a trace of its own; this is how the order's is found from it.
        const placed = spanContextOf(await findTrace(pool, orderId))
        if (placed !== undefined) request.span.addLink({ context: placed })
      }
      const cancelled = await runCommand<CancelOrderReply>(processor, request, {
        type: 'CancelOrder',
        data: { orderId, customerId: request.onlyOf },
      })
      switch (cancelled.outcome) {
        case 'accepted':
          return reply
            .code(202)
            .header('location', `/orders/${encodeURIComponent(orderId)}`)
            .send({ orderId, status: cancelled.status })
        case 'unknown-order':
          throw new HttpProblem({ status: 404, detail: `There is no order ${orderId}.` })
        case 'refused': {
          const { status, reason } = cancelled
          throw new HttpProblem({
            status: 409,
            type: 'urn:orderflow:problem:order-ended',
            title: 'The order has ended',
            detail: `Order ${orderId} is ${status}${reason === null ? '' : ` (${reason})`}: it can no longer be cancelled.`,
          })
        }
      }
    },
  )
}
