import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { ServiceError } from '../errors.ts'
import { type AuthenticationConfig, issuerOf } from './settings.ts'

const withinMs = 3_000
/** An unknown key id is asked about this often at most, so that forged ones do not become a flood of questions. */
const cooldownMs = 10_000
/** Keys are asked for again after this time: one that the issuer took back is taken no longer. */
const freshMs = 600_000

/** The issuer did not say whether a token is its own. It is answered with 503: the token may be right. */
export class IssuerUnavailable extends ServiceError {
  readonly retryAfterSeconds = 5

  constructor(cause: unknown) {
    super('ISSUER_UNAVAILABLE', 'The keys of the token issuer could not be had.', { cause })
  }
}

/**
 * The public keys that tokens are signed with: those of `JWT_JWKS`, or of the issuer, which are fetched with the first token,
 * kept, and used further while the issuer is away.
 *
 * @throws ServiceError `JWKS_INVALID` if `JWT_JWKS` is not a set of keys; what it returns throws `IssuerUnavailable`
 */
export function issuerKeys(config: AuthenticationConfig): JWTVerifyGetKey {
  if (config.JWT_JWKS !== undefined) return keysIn(config.JWT_JWKS)
  const location = keysLocation(config)
  let remote: ReturnType<typeof createRemoteJWKSet> | undefined
  return async (header, token) => {
    try {
      remote ??= createRemoteJWKSet(await location(), {
        timeoutDuration: withinMs,
        cooldownDuration: cooldownMs,
        cacheMaxAge: freshMs,
      })
      return await remote(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error
      const kept = remote?.jwks()
      if (kept === undefined) throw new IssuerUnavailable(error)
      return await createLocalJWKSet(kept)(header, token).catch(() => {
        throw new IssuerUnavailable(error)
      })
    }
  }
}

function keysIn(text: string): JWTVerifyGetKey {
  try {
    return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet)
  } catch (cause) {
    const sentence = 'JWT_JWKS is not a JSON Web Key Set. Give it the JSON that the issuer publishes.'
    throw new ServiceError('JWKS_INVALID', sentence, { cause })
  }
}

/** Where the keys are: where it is said, or where the issuer's metadata say (OpenID Connect Discovery 1.0), asked once. */
function keysLocation(config: AuthenticationConfig): () => Promise<URL> {
  const { JWT_JWKS_URL: told } = config
  if (told !== undefined) return async () => new URL(told)
  const issuer = issuerOf(config)
  const metadata = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  let asking: Promise<URL> | undefined
  return () => {
    asking ??= discover(metadata, issuer).finally(() => {
      asking = undefined
    })
    return asking
  }
}

async function discover(url: string, issuer: string): Promise<URL> {
  const response = await fetch(url, { signal: AbortSignal.timeout(withinMs), redirect: 'error' })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  const said = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown }
  if (said.issuer !== issuer) throw new Error(`${url} is of the issuer ${said.issuer}, not of ${issuer}`)
  return new URL(String(said.jwks_uri))
}
