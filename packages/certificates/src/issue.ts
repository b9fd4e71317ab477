import 'reflect-metadata' // what the library stands on wants it to be there before
import type { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A certificate and its private key (PKCS #8), both PEM. */
export interface Issued {
  readonly certificate: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 24 * 60 * 60 * 1000
/** Clocks of other machines may be behind. */
const earlierMs = 60 * 60 * 1000
const days = { authority: 3_650, server: 397 }

/** An authority that may sign certificates of servers, and no authority below it. Valid for ten years. */
export async function makeAuthority(name: string, now: Date): Promise<Issued> {
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity(now, days.authority),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return await asPem(certificate, keys.privateKey)
}

/**
 * A server's certificate, valid for 397 days, the most that programs which count take.
 * @param hosts DNS names and IP addresses by which clients reach it
 */
export async function issue(authority: Issued, hosts: readonly string[], now: Date): Promise<Issued> {
  const issuer = new X509Certificate(authority.certificate)
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${hosts[0]}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await signingKey(authority.key),
    signingAlgorithm: algorithm,
    ...validity(now, days.server),
    extensions: await serverExtensions(issuer, keys.publicKey, hosts),
  })
  return await asPem(certificate, keys.privateKey)
}

const serverExtensions = async (
  issuer: X509Certificate,
  key: webcrypto.CryptoKey,
  hosts: readonly string[],
) =>
  [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(
      hosts.map(value => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
    ),
    await AuthorityKeyIdentifierExtension.create(issuer),
    await SubjectKeyIdentifierExtension.create(key),
  ] satisfies Extension[]

const validity = (now: Date, lastsDays: number) => ({
  notBefore: new Date(now.getTime() - earlierMs),
  notAfter: new Date(now.getTime() + lastsDays * dayMs),
})

const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

const signingKey = (pem: string) =>
  crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), algorithm, false, ['sign'])

const asPem = async (certificate: X509Certificate, key: webcrypto.CryptoKey): Promise<Issued> => ({
  certificate: `${certificate.toString('pem')}\n`,
  key: `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`,
})
