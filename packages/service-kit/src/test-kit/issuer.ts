import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export interface TestIssuer {
  /** The environment of a service that takes its tokens. */
  readonly env: Readonly<Record<'AUTHENTICATION' | 'JWT_ISSUER' | 'JWT_JWKS', string>>
  /** Its public keys, as an issuer publishes them. */
  readonly jwks: { readonly keys: readonly object[] }
  /**
   * A token, signed; it is valid for an hour unless its claims say otherwise.
   *
   * @param claims over those of a token that is taken; `undefined` leaves one out
   */
  token(
    subject: string,
    scope: string,
    claims?: JWTPayload,
    header?: { readonly typ?: string },
  ): Promise<string>
}

/** Who writes tokens in tests. There is no server: a service is given its keys. */
export async function createTestIssuer({
  issuer = 'https://issuer.test',
  alg = 'ES256',
  kid = 'test',
} = {}): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg)
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }] }
  return {
    env: { AUTHENTICATION: 'on', JWT_ISSUER: issuer, JWT_JWKS: JSON.stringify(jwks) },
    jwks,
    token(subject, scope, claims = {}, { typ = 'at+jwt' } = {}) {
      const now = Math.floor(Date.now() / 1_000)
      const usual = { iss: issuer, aud: 'orderflow', sub: subject, scope, iat: now, exp: now + 3_600 }
      return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg, kid, typ }).sign(privateKey)
    },
  }
}
