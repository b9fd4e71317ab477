/** The codes of RFC 6749, sections 4.1.2.1 and 5.2, that this issuer answers with, and their HTTP status. */
const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  invalid_scope: 400,
} as const

/** A refusal in the words of OAuth 2: the code for programs, the message for people. */
export class OAuthError extends Error {
  readonly code: keyof typeof statuses
  readonly status: number

  constructor(code: keyof typeof statuses, message: string) {
    super(message)
    this.name = 'OAuthError'
    this.code = code
    this.status = statuses[code]
  }

  /** As JSON of the token endpoint, or as parameters of a redirection. Its characters are those that the RFC allows. */
  get parameters() {
    return {
      error: this.code,
      error_description: this.message.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'"),
    }
  }
}

/**
 * The parameters of a request. One without a value counts as not sent, an unknown one is passed over (section 3.1).
 *
 * @throws OAuthError `invalid_request` for one that is sent twice
 */
export function parametersOf(sent: URLSearchParams): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const [name, value] of sent) {
    if (parameters.has(name)) throw new OAuthError('invalid_request', `Send ${name.slice(0, 40)} once.`)
    parameters.set(name, value)
  }
  return new Map([...parameters].filter(([, value]) => value !== ''))
}
