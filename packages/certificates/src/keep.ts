import { X509Certificate } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { authorityFiles, authorityName, certificatesIn } from './authority.ts'
import { readIfThere, writeWhole } from './files.ts'
import { type Issued, issue, makeAuthority } from './issue.ts'

export interface KeepOptions {
  /** Server → the DNS names and IP addresses by which clients reach it. */
  readonly servers: Readonly<Record<string, readonly string[]>>
  /** Servers that get a new key and certificate in any case. */
  readonly renew?: readonly string[]
  /** The present unless told. */
  readonly now?: Date
}

export interface CertificateFiles {
  /** The authority's certificate, PEM, and those of others that are trusted as well: what clients verify servers by. Anybody may read it. */
  readonly authority: string
  /** By server, its owner's only: the private key, the certificate, and both in one file, as Kafka takes them. */
  readonly servers: Readonly<
    Record<string, { readonly key: string; readonly certificate: string; readonly both: string }>
  >
}

/** So long before its end a certificate is replaced. */
const renewWithinMs = 30 * 24 * 60 * 60 * 1000

/**
 * Makes a folder have an authority and a certificate for each server, and leaves those that are good: of this authority,
 * of these names, and valid for 30 days more. A new authority makes all certificates new. Keys are EC P-256; what holds
 * one is a file of mode 0600. A reader sees the old file or the new one, never half of one.
 */
export async function keepCertificates(folder: string, options: KeepOptions): Promise<CertificateFiles> {
  const { servers, renew = [], now = new Date() } = options
  await mkdir(folder, { recursive: true })
  const { certificates: authorityFile, key: authorityKey } = authorityFiles(folder)
  const trusted = await kept(
    authorityFile,
    authorityKey,
    now,
    () => true,
    () => makeAuthority(authorityName, now),
  )
  const authority = { key: trusted.key, certificate: certificatesIn(trusted.certificate)[0] as string }
  const issuer = new X509Certificate(authority.certificate)
  const made = await Promise.all(
    Object.entries(servers).map(async ([name, hosts]) => {
      const files = {
        key: join(folder, `${name}.key`),
        certificate: join(folder, `${name}.crt`),
        both: join(folder, `${name}.pem`),
      }
      const isGood = (certificate: X509Certificate) =>
        !renew.includes(name) &&
        certificate.verify(issuer.publicKey) &&
        hosts.every(host => isFor(certificate, host))
      const { key, certificate } = await kept(files.certificate, files.key, now, isGood, () =>
        issue(authority, hosts, now),
      )
      await writeWhole(files.both, key + certificate, 0o600)
      return [name, files] as const
    }),
  )
  return { authority: authorityFile, servers: Object.fromEntries(made) }
}

const isFor = (certificate: X509Certificate, host: string) =>
  (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined

async function kept(
  certificateFile: string,
  keyFile: string,
  now: Date,
  isGood: (certificate: X509Certificate) => boolean,
  make: () => Promise<Issued>,
): Promise<Issued> {
  const [certificate, key] = await Promise.all([certificateFile, keyFile].map(readIfThere))
  if (certificate !== undefined && key !== undefined) {
    const parsed = new X509Certificate(certificate)
    if (isGood(parsed) && parsed.validToDate.getTime() - now.getTime() > renewWithinMs)
      return { certificate, key }
  }
  const made = await make()
  await writeWhole(keyFile, made.key, 0o600)
  await writeWhole(certificateFile, made.certificate, 0o644)
  return made
}
