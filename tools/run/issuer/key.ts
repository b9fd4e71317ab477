import { readFile, rename, writeFile } from 'node:fs/promises'
import { ServiceError } from '@orderflow/service-kit'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

export const algorithm = 'ES256'

export interface SigningKey {
  readonly privateKey: CryptoKey
  /** The public half, with its id, as the JWKS has it. */
  readonly publicJwk: JWK & { readonly kid: string }
}

/**
 * The key of a file, which is made if it is not there and only its owner may read: tokens outlive a restart. Without a
 * file it ends with the process.
 *
 * @throws ServiceError `ISSUER_KEY_UNREADABLE`
 */
export async function signingKey(file?: string): Promise<SigningKey> {
  const kept = file === undefined ? undefined : await readKey(file)
  const jwk = kept ?? (await newKey())
  if (file !== undefined && kept === undefined) {
    const draft = `${file}.${process.pid}`
    await writeFile(draft, JSON.stringify(jwk), { mode: 0o600 })
    await rename(draft, file)
  }
  const { kty, crv, x, y } = jwk
  const publicHalf = { kty, crv, x, y } as JWK
  const kid = await calculateJwkThumbprint(publicHalf)
  return {
    privateKey: (await importJWK(jwk, algorithm)) as CryptoKey,
    publicJwk: { ...publicHalf, kid, alg: algorithm, use: 'sig' },
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return await exportJWK(privateKey)
}

async function readKey(file: string): Promise<JWK | undefined> {
  try {
    const jwk = JSON.parse(await readFile(file, 'utf8')) as JWK
    await importJWK(jwk, algorithm)
    if (jwk.d === undefined) throw new Error('it is no private key')
    return jwk
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new ServiceError(
      'ISSUER_KEY_UNREADABLE',
      `${file} has no signing key of ${algorithm} (${(cause as Error).message}): delete it, and a new one is made.`,
      { cause },
    )
  }
}
