import { HttpProblem } from '@orderflow/service-kit'
import type { Grants } from './grants.ts'
import { OAuthError, parametersOf } from './oauth-error.ts'
import { operator, scopeFor } from './scopes.ts'

/** The public client: the live page. */
export const pageClient = 'live-page'

export interface Authorization {
  readonly issuer: string
  /** Pages that may sign in; compared character by character. */
  readonly redirectUris: readonly string[]
  readonly grants: Grants
}

/**
 * Where to send a browser that comes to sign in: back to the page with a code, or with the reason why there is none (RFC 6749,
 * section 4.1; the issuer's name goes with it, RFC 9207). Nobody is asked for a name: who is at this machine is the operator.
 *
 * @throws HttpProblem 400 if the request does not say for certain where to go back to
 */
export function authorize(query: URLSearchParams, { issuer, redirectUris, grants }: Authorization): string {
  const [clientId, redirectUri, state] = ['client_id', 'redirect_uri', 'state'].map(name => only(query, name))
  if (clientId !== pageClient)
    throw new HttpProblem({ status: 400, detail: `Only the client ${pageClient} signs in here.` })
  if (redirectUri === undefined || !redirectUris.includes(redirectUri))
    throw new HttpProblem({ status: 400, detail: `That redirect_uri is not one of ISSUER_REDIRECT_URIS.` })
  const back = (parameters: Readonly<Record<string, string>>) => {
    const url = new URL(redirectUri)
    const all = { ...parameters, iss: issuer, ...(state !== undefined && { state }) }
    for (const [name, value] of Object.entries(all)) url.searchParams.append(name, value)
    return url.href
  }
  try {
    const parameters = parametersOf(query)
    if (parameters.get('response_type') !== 'code')
      throw new OAuthError('unsupported_response_type', 'The response_type is to be code.')
    const challenge = parameters.get('code_challenge') ?? ''
    if (parameters.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge))
      throw new OAuthError(
        'invalid_request',
        'Send a code_challenge with code_challenge_method=S256 (RFC 7636).',
      )
    const scope = scopeFor(operator, parameters.get('scope'))
    return back({ code: grants.issue({ clientId, subject: operator, scope, redirectUri, challenge }) })
  } catch (error) {
    if (error instanceof OAuthError) return back(error.parameters)
    throw error
  }
}

function only(query: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = query.getAll(name)
  if (more.length > 0) throw new HttpProblem({ status: 400, detail: `Send ${name} once.` })
  return value || undefined
}
