import { ServiceError } from '@orderflow/service-kit'

/** The development issuer, and the client that may have a token of it for anyone. */
export interface Issuer {
  /** Base URL. */
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
}

/** An `authorization` header, whole. */
export type Authorization = () => Promise<string>

/** Whom a token is for; the operator, who may do everything, unless told. */
export interface TokenRequest {
  readonly subject?: string | undefined
  /** Scopes, with spaces between; what the issuer gives such a subject unless told. */
  readonly scope?: string | undefined
}

interface Token {
  readonly access_token: string
  /** Seconds. */
  readonly expires_in: number
}

/**
 * What gives the header of one caller: a token that is kept for half of its life, and then fetched anew.
 *
 * @throws ServiceError `TOKEN_REFUSED`
 */
export function bearer(issuer: Issuer, request: TokenRequest = {}): Authorization {
  let header: Promise<string> | undefined
  let renewAt = 0
  const renew = async () => {
    const { access_token, expires_in } = await fetchToken(issuer, request)
    renewAt = Date.now() + 500 * expires_in
    return `Bearer ${access_token}`
  }
  return () => {
    if (header !== undefined && Date.now() < renewAt) return header
    renewAt = Number.POSITIVE_INFINITY // one call fetches, the others wait for it
    header = renew().catch(error => {
      header = undefined
      throw error
    })
    return header
  }
}

async function fetchToken(
  { url, clientId, clientSecret }: Issuer,
  { subject, scope }: TokenRequest,
): Promise<Token> {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic.toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(subject !== undefined && { sub: subject }),
      ...(scope !== undefined && { scope }),
    }),
    signal: AbortSignal.timeout(10_000),
  })
  if (response.ok) return (await response.json()) as Token
  const why = (await response.text()).slice(0, 500)
  throw new ServiceError('TOKEN_REFUSED', `The issuer at ${url} gives no token: ${response.status} ${why}`)
}

/** `fetch` with that header; without one, as it is. */
export function fetchAs(authorization: Authorization | undefined): typeof fetch {
  if (authorization === undefined) return fetch
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('authorization', await authorization())
    return await fetch(input, { ...init, headers })
  }
}
