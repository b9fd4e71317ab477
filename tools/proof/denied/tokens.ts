import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { signingKey } from '../../run/issuer/key.ts'

export interface Tokens {
  /** A token that is taken. */
  valid(subject: string, scope: string): Promise<string>
  /** Those that are not, by what is wrong with them; all else is right. */
  wrong(subject: string, scope: string): Promise<Readonly<Record<string, string>>>
}

/** Writes tokens with the key of a system's own issuer: wrong ones, too, which the issuer itself gives nobody. */
export async function tokensOf(issuer: string, keyFile: string): Promise<Tokens> {
  const { privateKey, publicJwk } = await signingKey(keyFile)
  const { privateKey: strangers } = await generateKeyPair('ES256')
  const sign = (claims: JWTPayload, key = privateKey) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: publicJwk.kid }).sign(key)
  const claimsOf = (sub: string, scope: string): JWTPayload => {
    const iat = Math.floor(Date.now() / 1_000)
    return { iss: issuer, aud: 'orderflow', sub, scope, iat, exp: iat + 600 }
  }
  return {
    valid: (subject, scope) => sign(claimsOf(subject, scope)),
    async wrong(subject, scope) {
      const claims = claimsOf(subject, scope)
      return {
        'an expired token': await sign({ ...claims, exp: (claims.iat as number) - 60 }),
        "another issuer's token": await sign({ ...claims, iss: 'https://issuer.example' }),
        "another audience's token": await sign({ ...claims, aud: 'elsewhere' }),
        "a token of a stranger's key": await sign(claims, strangers),
        'a token that is not signed': new UnsecuredJWT(claims).encode(),
      }
    },
  }
}
