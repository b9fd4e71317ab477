import { hash } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { HttpProblem } from '../http/problem.ts'
import { maxSubjectLength, printable } from '../http/strings.ts'
import { IssuerUnavailable, issuerKeys } from './issuer-keys.ts'
import type { Principal } from './principal.ts'
import { type AuthenticationConfig, issuerOf } from './settings.ts'

/** Only those with a private key at the issuer alone: a service could sign what it can check with a shared secret. */
const algorithms = ['ES256', 'EdDSA', 'RS256', 'PS256']
/** An access token's by RFC 9068, and what issuers write that are older. An ID token of some is the latter: hence the audience. */
const types = new Set(['at+jwt', 'application/at+jwt', 'jwt'])
const toleranceSeconds = 30
const mostRemembered = 10_000
/** A token whose key was taken back is found out within this time, however long it is to be valid. */
const rememberedMs = 600_000

export interface Verifier {
  /** Who sent a token that was verified before; undefined if it is not remembered. */
  known(token: string): Principal | undefined
  /**
   * Who sends a token: signature, issuer, audience, type and times are checked, and the answer is remembered.
   *
   * @throws HttpProblem 401 if it is none of ours; IssuerUnavailable (503) if its issuer's keys cannot be had
   */
  verify(token: string): Promise<Principal>
}

/** @throws ServiceError `ISSUER_MISSING`, `JWKS_INVALID` */
export function createVerifier(config: AuthenticationConfig): Verifier {
  const issuer = issuerOf(config)
  const keys = issuerKeys(config)
  const audience = config.JWT_AUDIENCE ?? 'orderflow'
  // By digests, so that no token can be read from the process's memory later on.
  const remembered = new LRUCache<string, { readonly principal: Principal; readonly until: number }>({
    max: mostRemembered,
  })
  return {
    known(token) {
      const found = remembered.get(digestOf(token))
      return found !== undefined && Date.now() < found.until ? found.principal : undefined
    },
    async verify(token) {
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms,
          clockTolerance: toleranceSeconds,
          requiredClaims: ['exp', 'sub'],
        })
        const type = protectedHeader.typ?.toLowerCase()
        if (type === undefined || !types.has(type)) throw invalidToken('is not of the type at+jwt or JWT')
        const principal = principalIn(payload)
        const until = Math.min(principal.expiresAt, Date.now() + rememberedMs)
        remembered.set(digestOf(token), { principal, until })
        return principal
      } catch (error) {
        if (error instanceof HttpProblem || error instanceof IssuerUnavailable) throw error
        throw invalidToken(whyNot(error), error)
      }
    },
  }
}

/** What every store can hold that keeps who did something. */
const subjects = new RegExp(printable.replace('*$', `{1,${maxSubjectLength}}$`), 'u')

const digestOf = (token: string) => hash('sha256', token, 'base64')

/** @throws HttpProblem 401 if the claims are of another form than theirs */
function principalIn({ sub, scope = '', exp }: JWTPayload): Principal {
  if (typeof sub !== 'string' || !subjects.test(sub)) throw invalidToken('does not say whose it is')
  if (typeof scope !== 'string') throw invalidToken('has scopes that are no text')
  const scopes = new Set(scope.split(' ').filter(Boolean))
  return { subject: sub, scopes, expiresAt: ((exp as number) + toleranceSeconds) * 1_000 }
}

/** What is wrong with a token, without what it says: it may be anyone's. */
function whyNot(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'has expired'
  if (error instanceof errors.JWTClaimValidationFailed)
    return claims[error.claim] ?? 'lacks what tokens must say'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'is signed in a way that is not taken'
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  )
    return 'is not signed by its issuer'
  return 'cannot be read'
}

const claims: Readonly<Record<string, string>> = {
  iss: 'is of another issuer',
  aud: 'is meant for another audience',
  nbf: 'is not valid yet',
  exp: 'does not say when it expires',
  sub: 'does not say whose it is',
}

/** 401 for a token that is not taken, RFC 6750. */
const invalidToken = (why: string, cause?: unknown) =>
  new HttpProblem({
    status: 401,
    detail: `The token ${why}. Get a new one from the issuer.`,
    headers: { 'www-authenticate': `Bearer error="invalid_token", error_description="The token ${why}"` },
    cause,
  })
