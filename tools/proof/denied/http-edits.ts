import type { ServiceName } from '../../dev/lib/services.ts'
import type { Edit } from '../chaos/mutants/mutant.ts'

const verifier = 'packages/service-kit/src/authentication/verifier.ts'
const access = 'packages/service-kit/src/http/access.ts'
const deadLetters = 'packages/service-kit/src/dead-letter-routes.ts'
const outbox = 'packages/service-kit/src/outbox-routes.ts'
const order = 'services/order/src/routes.ts'
const cancel = 'services/order/src/cancel-route.ts'
const inventory = 'services/inventory/src/routes.ts'
const payment = 'services/payment/src/balances-route.ts'
const reporting = 'services/reporting/src/routes.ts'

const edit = (file: string, replace: string, by: string): Edit => ({ file, replace, by })

/** Checks that are taken out of the sources of one service, each by itself; those of all services out of one that has few routes. */
export const edits: readonly (readonly [protection: string, service: ServiceName, ...edits: Edit[]])[] = [
  [
    'a token is verified, not only read',
    'shipping',
    edit(verifier, 'import { errors,', 'import { decodeJwt, decodeProtectedHeader, errors,'),
    edit(
      verifier,
      'await jwtVerify(token, keys, {',
      `((..._) => ({ payload: decodeJwt(token), protectedHeader: decodeProtectedHeader(token) }))({`,
    ),
  ],
  ['a token is of this issuer', 'shipping', edit(verifier, '          issuer,\n', '')],
  ['a token is for this audience', 'shipping', edit(verifier, '          audience,\n', '')],
  [
    'a token expires',
    'shipping',
    edit(verifier, 'clockTolerance: toleranceSeconds', 'clockTolerance: 1_000_000'),
  ],
  [
    'a request has a token',
    'shipping',
    edit(access, "config.access === 'public' || is404", 'config.access !== undefined || is404'),
  ],
  [
    'a token has the scope of the route',
    'shipping',
    edit(
      access,
      "if (typeof scope === 'string' ? scopes.has(scope) : scope.some(one => scopes.has(one))) return undefined",
      'if (scope) return undefined',
    ),
  ],
  ['customers are let in to their own alone', 'order', edit(access, '  request.onlyOf = subject\n', '')],
  [
    'an order is shown to its customer',
    'order',
    edit(order, 'request.params.orderId, request.onlyOf', 'request.params.orderId'),
  ],
  [
    'a list of orders is shown to their customer',
    'order',
    edit(order, '        mustBeFor(customer, request)\n', ''),
  ],
  ['nobody orders for others', 'order', edit(order, '        mustBeFor(customerId, request)\n', '')],
  [
    'an order is cancelled by its customer',
    'order',
    edit(cancel, 'customerId: request.onlyOf', 'customerId: undefined'),
  ],
  [
    'customers change no stock',
    'inventory',
    edit(inventory, "scope: 'stock:write'", "scope: ['stock:write', 'orders']"),
  ],
  [
    'balances are not for whoever sees payments',
    'payment',
    edit(payment, "scope: 'ledger:read'", "scope: ['ledger:read', 'payments:read']"),
  ],
  [
    "reporting shows no customer others' orders",
    'reporting',
    edit(
      reporting,
      "      '/orders',\n      {\n        config: { access: { scope: 'reports:read' } }",
      "      '/orders',\n      {\n        config: { access: { scope: ['reports:read', 'orders'] } }",
    ),
  ],
  [
    'who sees dead letters does not send them back',
    'shipping',
    edit(deadLetters, "scope: 'dlq:redrive'", "scope: ['dlq:redrive', 'dlq:read']"),
  ],
  [
    'who sees the outbox changes nothing in it',
    'shipping',
    edit(outbox, "scope: 'outbox:write'", "scope: ['outbox:write', 'outbox:read']"),
  ],
]
