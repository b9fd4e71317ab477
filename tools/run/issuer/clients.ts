import { createHash, timingSafeEqual } from 'node:crypto'
import { pageClient } from './authorize.ts'
import { OAuthError } from './oauth-error.ts'

/** The client with the secret: whoever has it can speak for anybody. */
export const developerClient = 'developer'

/** By client, the grants that it may use. */
const clients: Readonly<Record<string, readonly string[]>> = {
  [developerClient]: ['client_credentials'],
  [pageClient]: ['authorization_code', 'refresh_token'],
}

/**
 * Which client asks, by HTTP Basic, by the parameters of the body, or by its name alone if it is public (RFC 6749, section 2.3).
 *
 * @throws OAuthError `invalid_client`, `invalid_request`, `unauthorized_client`
 */
export function clientOf(
  authorization: string | undefined,
  parameters: ReadonlyMap<string, string>,
  { secret, grantType }: { readonly secret: string; readonly grantType: string },
): string {
  const basic = authorization === undefined ? undefined : basicOf(authorization)
  if (basic !== undefined && parameters.has('client_secret'))
    throw new OAuthError('invalid_request', 'Authenticate in one way, not in two.')
  const named = parameters.get('client_id')
  const id = basic?.id ?? named
  const given = basic?.secret ?? parameters.get('client_secret')
  if (id === undefined || !Object.hasOwn(clients, id) || (named ?? id) !== id)
    throw new OAuthError('invalid_client', 'Send client_id and secret by HTTP Basic, or as parameters.')
  const isRight =
    id === pageClient ? given === undefined : given !== undefined && isOneOf(given, basic?.decoded, secret)
  if (!isRight) throw new OAuthError('invalid_client', `That is not the secret of the client ${id}.`)
  if (!clients[id]?.includes(grantType))
    throw new OAuthError('unauthorized_client', `The client ${id} may use ${clients[id]?.join(' and ')}.`)
  return id
}

/**
 * Both halves are to be form-encoded before they are joined. openid-client does so, Authlib and requests-oauthlib do not:
 * a secret is taken as either of them sends it.
 */
function basicOf(authorization: string) {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? []
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (id !== undefined && secret !== undefined)
    return { id: decoded(id) ?? id, secret, decoded: decoded(secret) }
  throw new OAuthError('invalid_client', 'Send Authorization: Basic with client_id and secret.')
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined // a percent sign that begins nothing
  }
}

/** Takes as long whatever is sent. */
function isOneOf(raw: string, decoded: string | undefined, secret: string): boolean {
  const [isRaw, isDecoded] = [raw, decoded ?? raw].map(text => timingSafeEqual(digest(text), digest(secret)))
  return isRaw === true || isDecoded === true
}
const digest = (text: string) => createHash('sha256').update(text).digest()
