import type { CommonConfig } from '../common-config.ts'
import { ServiceError } from '../errors.ts'

/** What is configured about tokens. */
export type AuthenticationConfig = Pick<CommonConfig, 'AUTHENTICATION'> &
  Partial<Pick<CommonConfig, 'JWT_ISSUER' | 'JWT_AUDIENCE' | 'JWT_JWKS_URL' | 'JWT_JWKS'>>

/**
 * Whose tokens are taken.
 *
 * @throws ServiceError `ISSUER_MISSING`: authentication is on, and nobody said by whom
 */
export function issuerOf({ JWT_ISSUER: issuer }: AuthenticationConfig): string {
  if (issuer !== undefined) return issuer
  throw new ServiceError(
    'ISSUER_MISSING',
    'AUTHENTICATION is on, but JWT_ISSUER does not say whose tokens are taken. Set it to the URL of the OAuth 2 issuer; or set AUTHENTICATION=off, and whoever reaches the port may do everything.',
  )
}
