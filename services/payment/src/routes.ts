import { type HttpApp, HttpProblem, problems, type ServiceContext } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { findPayment } from './store.ts'

const amount = (description: string) =>
  Type.Integer({ description: `${description}, in minor units of the currency` })

export function routes(app: HttpApp, { pool }: ServiceContext): void {
  app.get(
    '/payments/:orderId',
    {
      schema: {
        tags: ['payments'],
        summary: 'The payment of an order',
        params: Type.Object({ orderId: Type.String({ minLength: 1, maxLength: 100 }) }),
        response: {
          200: Type.Object({
            orderId: Type.String(),
            status: Type.Enum(['PENDING', 'CAPTURED', 'DECLINED', 'REFUNDED']),
            captured: amount('What the customer was charged'),
            refunded: amount('What the customer got back'),
            currency: Type.String(),
          }),
          ...problems(404, 503),
        },
      },
    },
    async ({ params: { orderId } }) => {
      const payment = await findPayment(pool, orderId)
      if (payment === undefined)
        throw new HttpProblem({ status: 404, detail: `Order ${orderId} has no payment.` })
      const { status, captured, refunded, amount } = payment
      // A refund that the gateway has not confirmed is still a capture.
      const shown = status === 'REFUND_PENDING' ? 'CAPTURED' : status
      return { orderId, status: shown, captured, refunded, currency: amount.currency }
    },
  )
}
