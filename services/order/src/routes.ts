import { orderStatuses } from '@orderflow/events'
import { uuidv7 } from '@orderflow/messaging/ids'
import {
  type Backlog,
  cursorParameter,
  type HttpApp,
  HttpProblem,
  id,
  mustBeFor,
  pageLimit,
  pageOf,
  positionOf,
  problems,
  productId,
  runCommand,
  type ServiceContext,
  subject,
} from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'
import { cancelRoute } from './cancel-route.ts'
import type { Order, PlaceOrder, PlaceOrderReply, Saga } from './domain/order.ts'
import { newPseudonym } from './pseudonyms.ts'
import { findOrder, findOrdersOf } from './queries.ts'

/** The currency of an order that does not say one. */
const usualCurrency = 'EUR'

const items = Type.Array(
  Type.Object(
    {
      productId: productId('A product of the catalogue, such as prod-1'),
      quantity: Type.Integer({ minimum: 1, maximum: 1000 }),
    },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 100 },
)

const orderStatus = Type.Enum([...orderStatuses])

const placeOrderBody = ({ anyCurrency }: RouteOptions) => {
  return Type.Object(
    {
      customerId: subject('The customer, as the `sub` of their tokens has them'),
      items,
      currency: Type.Optional(
        Type.String({
          description: 'ISO 4217 code',
          maxLength: 3,
          pattern: anyCurrency ? '^[A-Z]{3}$' : `^${usualCurrency}$`,
          default: usualCurrency,
        }),
      ),
      destinationCountry: Type.Optional(
        Type.String({ description: 'ISO 3166-1 alpha-2 code', maxLength: 2, pattern: '^[A-Z]{2}$' }),
      ),
    },
    { additionalProperties: false },
  )
}

const orderBody = Type.Object(
  {
    orderId: Type.String(),
    customerId: Type.String(),
    items,
    currency: Type.String(),
    destinationCountry: Type.Optional(Type.String()),
    status: orderStatus,
    reason: Type.Optional(
      Type.String({ description: 'Why it was rejected or cancelled, or is to be, as a code' }),
    ),
    total: Type.Optional(
      Type.Object({ amount: Type.Integer({ description: 'Minor units' }), currency: Type.String() }),
    ),
    correlationId: Type.String(),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Order' },
)

const orderList = Type.Object({
  orders: Type.Array(orderBody),
  next: Type.Optional(Type.String({ description: 'The `cursor` to go on with; none if that was all' })),
})

function bodyOf(order: Order): Static<typeof orderBody> {
  const {
    destinationCountry,
    reason,
    total,
    saga: _saga,
    version: _version,
    deadlineAt: _deadlineAt,
    ...rest
  } = order
  return {
    ...rest,
    items: [...rest.items],
    ...(destinationCountry !== null && { destinationCountry }),
    ...(reason !== null && { reason }),
    ...(total !== null && { total }),
  }
}

export interface RouteOptions {
  /** Whether orders may be in a currency other than the usual one. */
  readonly anyCurrency: boolean
  /** Milliseconds that an order has to end in. */
  readonly deadlineMs: number
  /** The version of the saga that new orders go by. */
  readonly saga: Saga
  /** Orders that have not ended. */
  readonly backlog: Backlog
  /** Whether test customers are still known as such by their pseudonyms. */
  readonly testValues: boolean
}

export const routes =
  (options: RouteOptions) =>
  (app: HttpApp, context: ServiceContext): void => {
    const { pool, processor } = context
    cancelRoute(app, context)

    app.post(
      '/orders',
      {
        config: { access: { scope: 'orders:write', own: 'orders' }, admission: options.backlog },
        schema: {
          tags: ['orders'],
          operationId: 'placeOrder',
          summary: 'Place an order',
          description:
            "Answers once the order and its event are committed; the order goes on from there by itself. With an Idempotency-Key, which is the caller's own, the same request may be sent again and gives the same order. What is more than can be taken in is refused with 429 or 503 and Retry-After: nothing was done then.",
          body: placeOrderBody(options),
          response: {
            202: Type.Object({ orderId: Type.String(), status: Type.Enum(['PENDING']) }),
            ...problems(409),
          },
        },
      },
      async (request, reply) => {
        const { customerId, items: ordered, currency = usualCurrency, destinationCountry } = request.body
        mustBeFor(customerId, request)
        const data: PlaceOrder = {
          orderId: uuidv7(),
          customerId,
          pseudonym: newPseudonym(customerId, options.testValues),
          items: ordered,
          currency,
          destinationCountry,
          deadlineMs: options.deadlineMs,
          saga: options.saga,
        }
        const { orderId } = await runCommand<PlaceOrderReply>(processor, request, {
          type: 'PlaceOrder',
          data,
        })
        return reply.code(202).header('location', `/orders/${orderId}`).send({ orderId, status: 'PENDING' })
      },
    )

    app.get(
      '/orders/:orderId',
      {
        config: { access: { scope: 'orders:read', own: 'orders' } },
        schema: {
          tags: ['orders'],
          operationId: 'getOrder',
          summary: 'An order and where it stands',
          params: Type.Object({ orderId: id('The order') }),
          response: { 200: orderBody, ...problems(404) },
        },
      },
      async request => {
        const order = await findOrder(pool, request.params.orderId, request.onlyOf)
        if (order === undefined) {
          throw new HttpProblem({ status: 404, detail: `There is no order ${request.params.orderId}.` })
        }
        return bodyOf(order)
      },
    )

    app.get(
      '/orders',
      {
        config: { access: { scope: 'orders:read', own: 'orders' } },
        schema: {
          tags: ['orders'],
          operationId: 'listOrders',
          summary: "A customer's orders, newest first",
          querystring: Type.Object({
            customer: Type.Optional(subject('Whose; the token’s own unless told')),
            cursor: cursorParameter,
            limit: pageLimit(200, 50),
          }),
          response: { 200: orderList },
        },
      },
      async request => {
        const { customer = request.principal.subject, cursor, limit } = request.query
        mustBeFor(customer, request)
        const found = await findOrdersOf(pool, customer, positionOf(cursor), limit + 1)
        const { orders, next } = pageOf(found, limit)
        return { orders: orders.map(bodyOf), ...(next !== undefined && { next }) }
      },
    )
  }
