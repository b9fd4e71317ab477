import { livePage } from '@orderflow/live-page'
import type { Consuming } from '@orderflow/messaging/dead-letters'
import type { Kafka } from '@orderflow/messaging/kafka'
import {
  cursorParameter,
  type HttpApp,
  HttpProblem,
  id,
  type Position,
  pageLimit,
  pageOf,
  positionOf,
  problems,
  type ServiceContext,
} from '@orderflow/service-kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { findJourney, firstEvent } from './journeys.ts'
import { momentOf, time } from './moment.ts'
import { pastRoute } from './past/route.ts'
import { findOrders, findStock } from './queries.ts'
import * as schemas from './schemas.ts'
import { statsOf } from './stats.ts'
import { createFrames } from './stream/frames.ts'
import { streamRoute, usualPace } from './stream/route.ts'
import { serviceRoute } from './watch/service-route.ts'
import type { Watching } from './watch/watch.ts'

export const routes =
  (
    config: Config,
    consumers: (kafka: Kafka) => Promise<readonly Consuming[]>,
    watching: () => Watching | undefined,
  ) =>
  (app: HttpApp, context: ServiceContext): void => {
    const { pool, kafka } = context
    livePage(app, config)
    const frames = createFrames({
      ...{ pool, kafka, consumers: () => consumers(kafka) },
      watch: () => watching()?.seen() ?? null,
    })
    streamRoute(app, context, {
      ...usualPace,
      poll: frames.next,
      allStock: frames.allStock,
      maxClients: config.STREAM_CLIENTS_MAX,
    })

    serviceRoute(app, watching)

    app.get(
      '/orders',
      {
        config: { access: { scope: 'reports:read' } },
        schema: {
          tags: ['orders'],
          operationId: 'listOrders',
          summary: 'Orders, newest first, as far as their events have come',
          querystring: Type.Object({
            status: Type.Optional(schemas.orderStatus),
            customer: Type.Optional(id("All of a customer's pseudonym; no part of it")),
            before: Type.Optional(time('Placed before that moment')),
            cursor: cursorParameter,
            limit: pageLimit(200, 50),
          }),
          response: { 200: schemas.orderList },
        },
      },
      async request => {
        const { before, cursor, limit, ...filter } = request.query
        const found = await findOrders(pool, filter, positionBehind(before, cursor), limit + 1)
        return pageOf(found, limit)
      },
    )

    app.get(
      '/orders/:orderId/journey',
      {
        config: { access: { scope: 'reports:read' } },
        schema: {
          tags: ['orders'],
          operationId: 'getJourney',
          summary: 'An order and its events, each cause before its effects',
          description:
            'A page of at most `limit` events and a megabyte, oldest first by the time in their ids; each page in causal order.',
          params: Type.Object({ orderId: id('The order') }),
          querystring: Type.Object({
            after: Type.Optional(
              Type.String({
                description: '`next` of the page before',
                maxLength: 36,
                pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
              }),
            ),
            limit: pageLimit(500, 200),
          }),
          response: { 200: schemas.journey, ...problems(404) },
        },
      },
      async request => {
        const { orderId } = request.params
        const { after = firstEvent, limit } = request.query
        const journey = await findJourney(pool, orderId, after, limit)
        if (journey !== undefined) return journey
        throw new HttpProblem({
          status: 404,
          detail: `No order ${orderId} is known here. An order that was just placed is, once its event has come.`,
        })
      },
    )

    app.get(
      '/stock',
      {
        config: { access: { scope: 'reports:read' } },
        schema: {
          tags: ['stock'],
          operationId: 'listStock',
          summary: 'Products whose quantities have changed, by their id',
          querystring: Type.Object({
            after: Type.Optional(id('`next` of the page before')),
            limit: pageLimit(1_000, 500),
          }),
          response: { 200: schemas.stock },
        },
      },
      async ({ query: { after = '', limit } }) => {
        const found = await findStock(pool, after, limit + 1)
        const products = found.slice(0, limit)
        const last = products.at(-1)
        return { products, ...(found.length > limit && last && { next: last.productId }) }
      },
    )

    app.get(
      '/stats',
      {
        config: { access: { scope: 'reports:read' } },
        schema: {
          tags: ['figures'],
          operationId: 'getStats',
          summary: 'Orders by outcome, money by currency, the last minutes',
          response: { 200: schemas.stats },
        },
      },
      () => statsOf(pool),
    )
    pastRoute(app, pool)
  }

/** A cursor is behind the moment with which its list began. */
function positionBehind(before: string | undefined, cursor: string | undefined): Position {
  if (before === undefined || cursor !== undefined) return positionOf(cursor)
  return { createdAt: new Date(momentOf('before', before)).toISOString(), orderId: '' }
}
