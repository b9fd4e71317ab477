import type { AuthorizationServer, Client } from 'oauth4webapi'

/** Who signs people in, and what this page is called there. */
export interface SignIn {
  /** Its URL, as its tokens and metadata name it. */
  readonly issuer: string
  readonly clientId: string
}

/** What a sign-in gave. Times are in milliseconds since 1970. */
export interface Tokens {
  readonly access: string
  /** Good once, for the next tokens; none and one has to sign in again. */
  readonly refresh?: string | undefined
  /** What it may, as names with spaces between them: less than was asked for, if the issuer grants less. */
  readonly scope?: string | undefined
  readonly expiresAt: number
  /** From here on a new token is asked for, while this one is still good. */
  readonly renewAt: number
}

/** What is kept until the issuer sends the browser back. */
export interface Pending {
  readonly state: string
  readonly verifier: string
}

/** No more than the page does. */
const scope = [
  ...['reports:read', 'orders:read', 'orders:write', 'stock:read', 'stock:write'],
  ...['dlq:read', 'dlq:redrive', 'outbox:read', 'outbox:write', 'log:read'],
].join(' ')

/**
 * The way of OAuth 2 for a page without a server of its own: a code with PKCE (RFC 7636), as RFC 9700 has it. The library is fetched when
 * somebody signs in.
 */
async function issuerOf({ issuer, clientId }: SignIn) {
  const oauth = await import('oauth4webapi')
  // Plain HTTP is for a developer's machine.
  const options = {
    [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
    signal: () => AbortSignal.timeout(10_000),
  }
  const url = new URL(issuer)
  const server: AuthorizationServer = await oauth.processDiscoveryResponse(
    url,
    await oauth.discoveryRequest(url, options),
  )
  const client: Client = { client_id: clientId }
  return { oauth, options, server, client }
}

/** Where to send the browser, and what to keep for `finish`. @throws TypeError if the issuer is away */
export async function begin(
  signIn: SignIn,
  redirectUri: string,
): Promise<{ readonly url: string; readonly pending: Pending }> {
  const { oauth, server } = await issuerOf(signIn)
  const pending = { state: oauth.generateRandomState(), verifier: oauth.generateRandomCodeVerifier() }
  const url = new URL(server.authorization_endpoint as string)
  const parameters = {
    response_type: 'code',
    client_id: signIn.clientId,
    redirect_uri: redirectUri,
    scope,
    state: pending.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, pending }
}

/** The tokens for the answer with which the issuer sent the browser back. @throws Error with the issuer's words */
export async function finish(
  signIn: SignIn,
  redirectUri: string,
  answer: URLSearchParams,
  { state, verifier }: Pending,
): Promise<Tokens> {
  const { oauth, options, server, client } = await issuerOf(signIn)
  const parameters = oauth.validateAuthResponse(server, client, answer, state)
  const response = await oauth.authorizationCodeGrantRequest(
    ...([server, client, oauth.None(), parameters, redirectUri, verifier, options] as const),
  )
  // An issuer that does not say what it granted has granted what was asked for (RFC 6749, section 5.1).
  return { scope, ...tokensOf(await oauth.processAuthorizationCodeResponse(server, client, response)) }
}

/** The next tokens for those that have a refresh token. @throws Error whose `error` is the issuer's code, if it refuses */
export async function renew(
  signIn: SignIn,
  { refresh, scope }: { readonly refresh: string; readonly scope?: string | undefined },
): Promise<Tokens> {
  const { oauth, options, server, client } = await issuerOf(signIn)
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refresh, options)
  return { refresh, scope, ...tokensOf(await oauth.processRefreshTokenResponse(server, client, response)) }
}

interface Answer {
  readonly access_token: string
  readonly refresh_token?: string
  readonly expires_in?: number
  readonly scope?: string
}

/** Renewed in time: a minute before its end, or half-way to it if it is short. Without `expires_in` it is taken for a minute. */
function tokensOf({
  access_token: access,
  refresh_token: refresh,
  expires_in: seconds = 60,
  scope,
}: Answer): Tokens {
  const now = Date.now()
  const expiresAt = now + seconds * 1_000
  return {
    access,
    expiresAt,
    renewAt: Math.max(expiresAt - 60_000, now + seconds * 500),
    ...(refresh !== undefined && { refresh }),
    ...(scope !== undefined && { scope }),
  }
}

/** Whether the issuer has answered and refuses: asking once more would change nothing. */
export const isRefusal = (
  error: unknown,
): error is Error & { readonly error: string; readonly error_description?: string } =>
  error instanceof Error && 'error' in error && typeof error.error === 'string'
