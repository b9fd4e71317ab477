import type { ServiceName } from '../../dev/lib/services.ts'

/** A route that not everyone may use. Of its parameters, these are values that there are. */
export interface ClosedRoute {
  readonly service: ServiceName
  readonly method: 'GET' | 'POST'
  /** As it is registered: `/orders/:orderId`. */
  readonly path: string
  /** Those of which one is enough. */
  readonly scopes: readonly string[]
  /** The scope of customers, who may use it for what is their own. */
  readonly own?: string
}

const perService = (service: ServiceName): readonly ClosedRoute[] => [
  { service, method: 'GET', path: '/admin/dead-letters', scopes: ['dlq:read'] },
  { service, method: 'GET', path: '/admin/dead-letters/summary', scopes: ['dlq:read'] },
  { service, method: 'GET', path: '/admin/dead-letters/redrives', scopes: ['dlq:read'] },
  { service, method: 'GET', path: '/admin/dead-letters/:topic/:partition/:offset', scopes: ['dlq:read'] },
  { service, method: 'POST', path: '/admin/dead-letters/redrive', scopes: ['dlq:redrive'] },
  { service, method: 'GET', path: '/admin/outbox', scopes: ['outbox:read'] },
  { service, method: 'GET', path: '/admin/outbox/:seq', scopes: ['outbox:read'] },
  { service, method: 'POST', path: '/admin/outbox/release', scopes: ['outbox:write'] },
  { service, method: 'GET', path: '/admin/log', scopes: ['log:read'] },
]

const own = 'orders'

/** Every one of them, written down apart from the services: what they ask for is held against it. */
export const closedRoutes: readonly ClosedRoute[] = [
  { service: 'order', method: 'POST', path: '/orders', scopes: ['orders:write'], own },
  { service: 'order', method: 'GET', path: '/orders', scopes: ['orders:read'], own },
  { service: 'order', method: 'GET', path: '/orders/:orderId', scopes: ['orders:read'], own },
  { service: 'order', method: 'POST', path: '/orders/:orderId/cancel', scopes: ['orders:write'], own },
  { service: 'inventory', method: 'GET', path: '/products', scopes: ['stock:read', 'orders'] },
  { service: 'inventory', method: 'GET', path: '/products/:productId', scopes: ['stock:read', 'orders'] },
  { service: 'inventory', method: 'POST', path: '/products/:productId/adjust', scopes: ['stock:write'] },
  { service: 'payment', method: 'GET', path: '/payments/:orderId', scopes: ['payments:read'] },
  { service: 'payment', method: 'GET', path: '/balances', scopes: ['ledger:read'] },
  { service: 'shipping', method: 'GET', path: '/shipments/:orderId', scopes: ['shipments:read'] },
  { service: 'reporting', method: 'GET', path: '/orders', scopes: ['reports:read'] },
  { service: 'reporting', method: 'GET', path: '/orders/:orderId/journey', scopes: ['reports:read'] },
  { service: 'reporting', method: 'GET', path: '/stock', scopes: ['reports:read'] },
  { service: 'reporting', method: 'GET', path: '/stats', scopes: ['reports:read'] },
  { service: 'reporting', method: 'GET', path: '/past', scopes: ['reports:read'] },
  { service: 'reporting', method: 'GET', path: '/stream', scopes: ['reports:read'] },
  { service: 'reporting', method: 'GET', path: '/services/:service', scopes: ['reports:read'] },
  ...(['order', 'inventory', 'payment', 'shipping', 'reporting'] as const).flatMap(perService),
]

/** What everyone may ask of every service. */
export const openPaths = ['/health/live', '/health/ready', '/metrics', '/docs/json']
