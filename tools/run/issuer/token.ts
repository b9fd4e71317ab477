import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { clientOf } from './clients.ts'
import type { Grant, Grants, Redeemed } from './grants.ts'
import { algorithm, type SigningKey } from './key.ts'
import { OAuthError, parametersOf } from './oauth-error.ts'
import { operator, scopeFor } from './scopes.ts'

export interface Tokens {
  readonly issuer: string
  readonly audience: string
  readonly seconds: number
  readonly secret: string
  readonly key: SigningKey
  readonly grants: Grants
}

type Parameters = ReadonlyMap<string, string>
interface Granted {
  readonly grant: Grant
  readonly refreshToken?: string
}

/** What each `grant_type` grants. `sub` is ours: for whom the developer wants to speak. */
const grantTypes: Readonly<
  Record<string, (parameters: Parameters, clientId: string, grants: Grants) => Granted>
> = {
  client_credentials(parameters, clientId) {
    const subject = parameters.get('sub') ?? operator
    if (subject.length > 100) throw new OAuthError('invalid_request', 'A sub has 100 characters at most.')
    return { grant: { clientId, subject, scope: scopeFor(subject, parameters.get('scope')) } }
  },
  authorization_code(parameters, clientId, grants) {
    const [code, redirectUri, verifier] = ['code', 'redirect_uri', 'code_verifier'].map(name =>
      required(parameters, name),
    )
    return good(
      grants.redeem(code as string, {
        clientId,
        redirectUri: redirectUri as string,
        verifier: verifier as string,
      }),
    )
  },
  refresh_token: (parameters, clientId, grants) =>
    good(grants.refresh(required(parameters, 'refresh_token'), clientId)),
}

/**
 * Answers a request to the token endpoint (RFC 6749, sections 4.1.3, 4.4.2 and 6) with a token of RFC 9068.
 *
 * @param form the body
 * @param authorization the header
 * @throws OAuthError
 */
export async function tokenFor(form: URLSearchParams, authorization: string | undefined, tokens: Tokens) {
  const parameters = parametersOf(form)
  const grantType = required(parameters, 'grant_type')
  const type = Object.hasOwn(grantTypes, grantType) ? grantTypes[grantType] : undefined
  if (type === undefined)
    throw new OAuthError(
      'unsupported_grant_type',
      `Send a grant_type of ${Object.keys(grantTypes).join(', ')}.`,
    )
  const clientId = clientOf(authorization, parameters, { secret: tokens.secret, grantType })
  const { grant, refreshToken } = type(parameters, clientId, tokens.grants)
  return {
    access_token: await signed(grant, tokens),
    token_type: 'Bearer',
    expires_in: tokens.seconds,
    scope: grant.scope,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  }
}

const signed = ({ clientId, subject, scope }: Grant, { issuer, audience, seconds, key }: Tokens) =>
  new SignJWT({ scope, client_id: clientId })
    .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: key.publicJwk.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${seconds} s`)
    .sign(key.privateKey)

function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name)
  if (value === undefined) throw new OAuthError('invalid_request', `Send ${name}.`)
  return value
}

function good(redeemed: Redeemed | undefined): Redeemed {
  if (redeemed !== undefined) return redeemed
  throw new OAuthError(
    'invalid_grant',
    'It is unknown, used, too old, or was given to another: sign in again.',
  )
}
