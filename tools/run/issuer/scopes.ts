import { OAuthError } from './oauth-error.ts'

/** Who is spoken for unless a request names somebody. */
export const operator = 'operator'

/** What a customer may do: place, see and cancel orders of their own. */
const customerScopes = ['orders'] as const

/** What operators may do, service by service. */
const operatorScopes = [
  'orders:read',
  'orders:write',
  'stock:read',
  'stock:write',
  'payments:read',
  'ledger:read',
  'shipments:read',
  'reports:read',
  'dlq:read',
  'dlq:redrive',
  'outbox:read',
  'outbox:write',
  'log:read',
] as const

/** Every scope that a token can have. */
export const scopes: readonly string[] = [...customerScopes, ...operatorScopes]

/**
 * The scope of a token, as one text.
 *
 * @param asked names with spaces between them; none asks for all that the subject is usually given
 * @throws OAuthError `invalid_scope`
 */
export function scopeFor(subject: string, asked: string | undefined): string {
  if (asked === undefined) return (subject === operator ? operatorScopes : customerScopes).join(' ')
  const names = [...new Set(asked.split(' '))]
  const unknown = names.filter(name => !scopes.includes(name))
  if (unknown.length > 0)
    throw new OAuthError(
      'invalid_scope',
      `There is no scope ${unknown.join(', ')}. There are ${scopes.join(', ')}.`,
    )
  return names.join(' ')
}
