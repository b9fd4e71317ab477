import { contracts } from '@orderflow/events'
import { livePage } from '@orderflow/live-page'
import type { Frame, OrderSummary, Past, Product } from '@orderflow/live-page/api'
import type { LivePageConfig } from '@orderflow/live-page/config'
import { seededRandom } from '@orderflow/load'
import { type CommonConfig, createHttpApp, createLogger } from '@orderflow/service-kit'
import { Registry } from 'prom-client'
import { services } from '../../dev/lib/services.ts'
import { rehearsedJourney } from './rehearsed-journey.ts'

/** Who is asked for, if it is not anybody, and where it listens; a free port unless told. */
export type RehearsalSettings = Partial<Pick<CommonConfig, 'AUTHENTICATION' | 'JWT_ISSUER'>> & {
  readonly port?: number
}

export interface Rehearsal {
  /** Where the page is. */
  readonly url: string
  stop(): Promise<void>
}

const framesPerSecond = 2

/** How often each event occurs for one order, about as in a mixed wave. */
const perOrder: Readonly<Record<string, number>> = {
  OrderCreated: 1,
  StockReserved: 0.95,
  StockRejected: 0.05,
  PaymentCaptured: 0.84,
  PaymentDeclined: 0.08,
  ShipmentDispatched: 0.77,
  ShipmentFailed: 0.05,
  ShipmentCancelled: 0.04,
  OrderCancellationRequested: 0.05,
  StockReleased: 0.17,
  PaymentRefunded: 0.08,
  OrderCompleted: 0.77,
  OrderRejected: 0.13,
  OrderCancelled: 0.1,
  InventoryAdjusted: 1.6,
}

/**
 * The page on a stage: served as reporting serves it, with a stream that tells of so many orders a second which
 * nobody placed. For what the page costs a browser at a rate that the machine's own system might not reach beside it.
 */
export async function startRehearsal(
  ordersPerSecond: number,
  { port = 0, ...settings }: RehearsalSettings = {},
): Promise<Rehearsal> {
  const config: LivePageConfig = {
    ...{ AUTHENTICATION: 'off', PAGE_CLIENT_ID: 'live-page', SERVICE_URLS: [] },
    ...settings,
  }
  const app = await createHttpApp({
    title: 'Rehearsal',
    version: '0',
    logger: createLogger({ service: 'rehearsal', level: 'fatal' }),
    config: {
      REQUEST_TIMEOUT_MS: 10_000,
      BODY_LIMIT_BYTES: 1_000,
      RATE_LIMIT_PER_SECOND: 0,
      ADMISSION_TARGET_MS: 0,
      CORS_ORIGINS: [],
      ...config,
      CONNECTIONS_MAX: 100,
      IDLE_CONNECTIONS_MAX: 50,
    },
    registry: new Registry(),
    checks: async () => ({}),
  })
  livePage(app, config)
  const access = { access: { scope: 'reports:read' } }
  app.get('/stock', { config: access }, async () => ({ products: [] }))
  app.get('/orders', { config: access, schema: { hide: true } }, async () => ({
    orders: frameOf(1, 10).recent,
  }))
  app.get('/past', { config: access, schema: { hide: true } }, async () => pastOf(ordersPerSecond))
  app.get('/orders/:orderId/journey', { config: access, schema: { hide: true } }, async () =>
    rehearsedJourney(order(1, new Date().toISOString(), 0)),
  )
  const timers = new Set<NodeJS.Timeout>()
  app.get('/stream', { config: access }, (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' })
    let n = 0
    const timer = setInterval(() => {
      reply.raw.write(`id: ${++n}\nevent: frame\ndata: ${JSON.stringify(frameOf(n, ordersPerSecond))}\n\n`)
    }, 1000 / framesPerSecond)
    timers.add(timer)
    reply.raw.on('close', () => clearInterval(timer))
  })
  const url = await app.listen({ host: '127.0.0.1', port })
  return {
    url,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

/** The last hour, as it would have been at this rate. */
function pastOf(ordersPerSecond: number): Past {
  const [step, intervals] = [10, 360]
  const random = seededRandom(1)
  const of = (value: number) =>
    Array.from({ length: intervals }, () => Math.round(value * (0.9 + 0.2 * random())))
  const each = (share: number) => of(ordersPerSecond * step * share)
  const [completed, rejected, cancelled] = [each(0.77), each(0.13), each(0.1)]
  const first = Math.floor(Date.now() / 10_000 - intervals) * 10_000
  return {
    from: new Date(first).toISOString(),
    step,
    placed: each(1),
    completed,
    rejected,
    cancelled,
    p50Ms: of(200),
    p99Ms: of(500),
    orders: { total: each(1), open: of(ordersPerSecond * 0.3), completed, rejected, cancelled },
    revenue: [],
    events: Object.fromEntries(Object.keys(contracts).map(type => [type, each(perOrder[type] ?? 0)])),
    lag: Object.fromEntries(services.map(({ name }) => [name, of(100)])),
    deadLetters: {},
  }
}

/** The n-th frame, as full as frames get. */
function frameOf(n: number, ordersPerSecond: number): Frame {
  const random = seededRandom(n)
  const orders = (n / framesPerSecond) * ordersPerSecond
  const at = new Date().toISOString()
  const of = (share: number) => Math.round(orders * share)
  return {
    at,
    events: Object.fromEntries(Object.keys(contracts).map(type => [type, of(perOrder[type] ?? 0)])),
    orders: {
      total: of(1),
      open: Math.round(ordersPerSecond * (0.3 + 0.1 * random())),
      completed: of(0.77),
      rejected: of(0.13),
      cancelled: of(0.1),
    },
    revenue: [{ currency: 'EUR', captured: String(of(1) * 2_000), refunded: String(of(1) * 120) }],
    sagaMs: { p50: 180 + 40 * random(), p99: 420 + 200 * random(), n: 10 * ordersPerSecond },
    gone: [],
    stock: Array.from({ length: 20 }, (_, k) => product(1 + ((20 * n + k) % 100), n, at)),
    recent: Array.from({ length: 20 }, (_, k) => order(n * 20 + k, at, random())),
    lag: Object.fromEntries(services.map(({ name }) => [name, Math.round(200 * random())])),
    deadLetters: {},
    watch: {
      at,
      alerts: [],
      services: Object.fromEntries(services.map(({ name }) => [name, well])),
      gateway: { breaker: 0, waiting: 0, oldestSeconds: 0, inFlight: 3, retriesPerMinute: 0 },
      orders: { oldestOpenAt: at, pastDeadline: 0 },
    },
  }
}

const well = {
  ...{ up: true, database: true, kafka: true },
  ...{ outbox: 0, waitingForConnections: 0, lagSeconds: 0 },
}

const product = (k: number, version: number, updatedAt: string): Product => ({
  productId: `prod-${k}`,
  available: 10_000_000 - 3 * version,
  reserved: version % 7,
  sold: 3 * version,
  version,
  updatedAt,
})

function order(k: number, at: string, point: number): OrderSummary {
  const status = point < 0.77 ? 'COMPLETED' : point < 0.9 ? 'REJECTED' : 'CANCELLED'
  const orderId = `01a20b2f-fb40-7366-b248-${k.toString(16).padStart(12, '0')}`
  return {
    orderId,
    customerId: `customer-${k % 1000}`,
    status,
    items: [{ productId: `prod-${1 + (k % 100)}`, quantity: 1 }],
    total: { amount: 525, currency: 'EUR' },
    correlationId: orderId,
    createdAt: at,
    updatedAt: at,
    endedAt: at,
    seconds: 0.2 + point / 3,
  }
}
