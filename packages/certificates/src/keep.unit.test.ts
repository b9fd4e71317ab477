import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CertificateFiles, type KeepOptions, keepCertificates, replaceAuthority } from './index.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificates-'))
})
afterEach(() => rm(folder, { recursive: true }))

const servers = { kafka: ['kafka', 'localhost', '127.0.0.1'], postgres: ['postgres'] }
const serials = async (options: Partial<KeepOptions> = {}) => {
  const files = await keepCertificates(folder, { servers, ...options })
  const all = [files.authority, ...Object.values(files.servers).map(({ certificate }) => certificate)]
  return await Promise.all(all.map(async file => new X509Certificate(await readFile(file)).serialNumber))
}

it('keeps what is good, and renews what is asked for, ends soon or has other names', async () => {
  const first = await serials()
  expect(await serials()).toEqual(first)
  const changed = async (options: Partial<KeepOptions>) =>
    (await serials(options)).map((serial, i) => serial !== first[i])
  expect(await changed({ renew: ['kafka'] })).toEqual([false, true, false])
  expect(await changed({ servers: { ...servers, postgres: ['postgres', 'db'] } })).toEqual([
    false,
    true,
    true,
  ])
  const inAYear = new Date(Date.now() + 370 * 24 * 60 * 60 * 1000)
  expect(await changed({ now: inAYear })).toEqual([false, true, true])
})

it('makes all new with a new authority', async () => {
  const first = await serials()
  await rm(join(folder, 'ca.key'))
  const second = await serials()
  expect(second.filter(serial => first.includes(serial))).toEqual([])
})

it('replaces the authority, and clients that trust what they are told at each step are never refused', async () => {
  const files = await keepCertificates(folder, { servers })
  const trusted = () => readFile(files.authority, 'utf8')
  const first = await trusted()
  await expect(replaceAuthority(folder, 'use')).rejects.toThrow('announce one first')
  for (const step of ['announce', 'use', 'forget'] as const) {
    const before = await trusted()
    await replaceAuthority(folder, step)
    const after = await trusted()
    await replaceAuthority(folder, step)
    expect(await trusted()).toBe(after)
    // Whoever has read the file before the step takes the old certificate and the new one, whoever reads it then as well.
    for (const ca of [before, after]) expect(await outcomeOf(files, '127.0.0.1', ca), step).toBeUndefined()
    await keepCertificates(folder, { servers })
    for (const ca of [before, after]) expect(await outcomeOf(files, '127.0.0.1', ca), step).toBeUndefined()
  }
  expect(await outcomeOf(files, '127.0.0.1', first)).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED|SIGNATURE/)
})

it('lets nobody else read a key', async () => {
  await keepCertificates(folder, { servers })
  for (const file of ['ca.key', 'kafka.key', 'kafka.pem', 'postgres.key', 'postgres.pem']) {
    expect((await stat(join(folder, file))).mode & 0o777, file).toBe(0o600)
  }
})

it.each([
  ['localhost', undefined],
  ['127.0.0.1', undefined],
  ['kafka.example', 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('is what a client that connects to %s takes', async (name, code) => {
  const files = await keepCertificates(folder, { servers })
  expect(await outcomeOf(files, name, await readFile(files.authority, 'utf8'))).toBe(code)
})

/** The code of the error that a client of this name gets from a server with the files, if it gets one. */
async function outcomeOf(files: CertificateFiles, name: string, ca: string): Promise<string | undefined> {
  const { kafka } = files.servers
  const [key, cert] = await Promise.all([kafka!.key, kafka!.certificate].map(file => readFile(file)))
  const server = createServer({ key: key!, cert: cert! }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({
    host: '127.0.0.1',
    port,
    ca,
    ...(name === '127.0.0.1' ? {} : { servername: name }),
  })
  const outcome = await once(socket, 'secureConnect').then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  )
  socket.destroy()
  server.close()
  return outcome
}
