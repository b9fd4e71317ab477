import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere, writeWhole } from './files.ts'
import { makeAuthority } from './issue.ts'

export const authorityName = 'Orderflow development authority'

/** Of a folder's authority: `ca.pem` holds its certificate first, and then those of others that clients trust as well. */
export const authorityFiles = (folder: string) => ({
  certificates: join(folder, 'ca.pem'),
  key: join(folder, 'ca.key'),
  next: join(folder, 'ca.next.pem'),
})

/** The certificates of a PEM text, each with its line break. */
export const certificatesIn = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? []

export type AuthorityStep = 'announce' | 'use' | 'forget'

/**
 * Replaces the authority of a folder that `keepCertificates` has made, in three steps, each to be taken when all have heard of
 * the one before; there is no moment at which a client that reads `ca.pem` as it connects does not know a server's authority:
 *
 * - `announce`: a new one stands behind the old one in `ca.pem`;
 * - `use`: it stands first, and signs; `keepCertificates` then makes all servers' certificates new;
 * - `forget`: it stands alone.
 *
 * A step may be taken again.
 *
 * @throws Error if a new one is to be used that nobody has announced
 */
export async function replaceAuthority(folder: string, step: AuthorityStep, now = new Date()): Promise<void> {
  await steps[step](authorityFiles(folder), now)
}

type Files = ReturnType<typeof authorityFiles>

const steps: Readonly<Record<AuthorityStep, (files: Files, now: Date) => Promise<void>>> = {
  async announce({ certificates, next }, now) {
    const [signing = ''] = certificatesIn(await readFile(certificates, 'utf8'))
    const { key, certificate } = splitOf(await readIfThere(next)) ?? (await makeAuthority(authorityName, now))
    await writeWhole(next, key + certificate, 0o600)
    await writeWhole(certificates, signing + certificate, 0o644)
  },
  async use({ certificates, key: keyFile, next }) {
    const trusted = certificatesIn(await readFile(certificates, 'utf8'))
    const made = splitOf(await readIfThere(next))
    if (made === undefined && trusted.length > 1) return
    if (made === undefined) throw new Error('There is no new authority to use: announce one first.')
    const others = trusted.filter(certificate => certificate !== made.certificate)
    await writeWhole(keyFile, made.key, 0o600)
    await writeWhole(certificates, [made.certificate, ...others].join(''), 0o644)
    await rm(next)
  },
  async forget({ certificates, next }) {
    const [signing = ''] = certificatesIn(await readFile(certificates, 'utf8'))
    await writeWhole(certificates, signing, 0o644)
    await rm(next, { force: true })
  },
}

function splitOf(pem: string | undefined) {
  const [certificate] = certificatesIn(pem ?? '')
  return certificate === undefined
    ? undefined
    : { key: (pem as string).replace(certificate, ''), certificate }
}
