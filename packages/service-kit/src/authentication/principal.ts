/** Who sends a request, as far as its token says. */
export interface Principal {
  /** `sub` of the token: a customer's id, or an operator's. */
  readonly subject: string
  readonly scopes: Pick<ReadonlySet<string>, 'has'>
  /** When the token expires, in milliseconds since 1970; Infinity where there is no token. */
  readonly expiresAt: number
}

/** Whoever asks for what is public. */
export const nobody: Principal = { subject: 'anyone', scopes: new Set(), expiresAt: Infinity }

/** Whoever asks where authentication is off: they may do everything. */
export const anyone: Principal = { subject: 'anyone', scopes: { has: () => true }, expiresAt: Infinity }
