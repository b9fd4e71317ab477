import { type HttpApp, HttpProblem, id, problems, type ServiceContext } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { balancesRoute } from './balances-route.ts'
import type { PaymentStatus } from './domain/payment.ts'
import { findPayment } from './store.ts'

const amount = (description: string) =>
  Type.Integer({ description: `${description}, in minor units of the currency` })

export function routes(app: HttpApp, { pool }: ServiceContext): void {
  balancesRoute(app, { pool })
  app.get(
    '/payments/:orderId',
    {
      config: { access: { scope: 'payments:read' } },
      schema: {
        tags: ['payments'],
        operationId: 'getPayment',
        summary: 'The payment of an order',
        params: Type.Object({ orderId: id('The order') }),
        response: {
          200: Type.Object({
            orderId: Type.String(),
            status: Type.Enum(['PENDING', 'CAPTURED', 'DECLINED', 'REFUNDED', 'VOIDED']),
            captured: amount('What the customer was charged'),
            refunded: amount('What the customer got back'),
            currency: Type.Optional(
              Type.String({ description: 'Not known of a payment that was voided before it was asked for' }),
            ),
          }),
          ...problems(404),
        },
      },
    },
    async ({ params: { orderId } }) => {
      const payment = await findPayment(pool, orderId)
      if (payment === undefined)
        throw new HttpProblem({ status: 404, detail: `Order ${orderId} has no payment.` })
      const { status, captured, refunded, amount } = payment
      return {
        orderId,
        status: shown[status],
        captured,
        refunded,
        ...(amount !== null && { currency: amount.currency }),
      }
    },
  )
}

/** What clients see. What the gateway has not confirmed has not happened yet. */
const shown = {
  PENDING: 'PENDING',
  VOID_PENDING: 'PENDING',
  CAPTURED: 'CAPTURED',
  REFUND_PENDING: 'CAPTURED',
  DECLINED: 'DECLINED',
  REFUNDED: 'REFUNDED',
  VOIDED: 'VOIDED',
} as const satisfies Record<PaymentStatus, string>
