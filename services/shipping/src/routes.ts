import { type HttpApp, HttpProblem, id, problems, type ServiceContext } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { findShipment } from './store.ts'

export function routes(app: HttpApp, { pool }: ServiceContext): void {
  app.get(
    '/shipments/:orderId',
    {
      config: { access: { scope: 'shipments:read' } },
      schema: {
        tags: ['shipments'],
        operationId: 'getShipment',
        summary: 'The shipment of an order',
        params: Type.Object({ orderId: id('The order') }),
        response: {
          200: Type.Object({
            orderId: Type.String(),
            status: Type.Enum(['DISPATCHED', 'FAILED', 'CANCELLED']),
            reason: Type.Optional(Type.String({ description: 'Why it failed or was cancelled, as a code' })),
            trackingNumber: Type.Optional(Type.String()),
          }),
          ...problems(404),
        },
      },
    },
    async ({ params: { orderId } }) => {
      const shipment = await findShipment(pool, orderId)
      if (shipment === undefined)
        throw new HttpProblem({ status: 404, detail: `Order ${orderId} has no shipment.` })
      const { status, reason, trackingNumber } = shipment
      return {
        orderId,
        status,
        ...(reason !== null && { reason }),
        ...(trackingNumber !== null && { trackingNumber }),
      }
    },
  )
}
