import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { keepCertificates } from '@orderflow/certificates'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { type Exit, findFreePort } from './index.ts'
import { type KafkaCluster, type KafkaOptions, startKafka } from './kafka.ts'
import { servingBrokers } from './kafka-probe.ts'
import { isRunning } from './pid-file.mjs'
import { cacheDir, kafkaRunsHere, temporaryFolder } from './testing/tools.ts'

const folders: string[] = []
let cluster: KafkaCluster | undefined
const start = async (options: Partial<KafkaOptions> = {}) => {
  const dataDir = temporaryFolder()
  folders.push(dataDir)
  cluster = await startKafka({ dataDir, cacheDir, ...options })
  return { cluster, dataDir: options.dataDir ?? dataDir }
}
afterEach(() => {
  vi.unstubAllEnvs()
  return cluster?.stop()
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const javaOf = (version: string) => `#!/bin/sh\necho 'openjdk version "${version}" 2024-01-01'\n`
/** The files that a process has in its memory: the archive of Kafka's classes, if Java has taken it. */
const mapped = (pid: number | undefined) => readFileSync(`/proc/${pid}/maps`, 'utf8')
const metaOf = (dataDir: string) => readFileSync(join(dataDir, 'broker-1/data/meta.properties'), 'utf8')
const portOf = (address: string) => Number(address.split(':')[1])

describe.skipIf(!kafkaRunsHere)('Kafka', () => {
  test('serves again on the same data after a stop, and at the same address after a SIGKILL', async () => {
    const first = await start()
    const meta = metaOf(first.dataDir)
    const { pid } = first.cluster.nodes[0]!
    expect(await servingBrokers(portOf(first.cluster.bootstrap[0]!), 30_000)).toEqual([1])
    await expect(startKafka({ dataDir: first.dataDir, cacheDir })).rejects.toMatchObject({
      code: 'DATA_IN_USE',
      message: expect.stringContaining(String(pid)),
    })
    await first.cluster.stop()
    expect(isRunning(pid!)).toBe(false)

    const second = await start({ dataDir: first.dataDir })
    expect(metaOf(first.dataDir)).toBe(meta)
    const node = second.cluster.nodes[0]!
    if (process.platform === 'linux') expect(mapped(node.pid)).toMatch(/\/kafka\/\w+\/classes-\w+\.jsa$/m)
    const exits: Exit[] = []
    node.onExit(exit => exits.push(exit))
    node.kill()
    await node.start()
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL', expected: false }])
    expect(await servingBrokers(portOf(node.address), 30_000)).toEqual([1])
  })

  test('runs as three brokers that know each other by their certificates and passwords', async () => {
    const folder = temporaryFolder()
    folders.push(folder)
    const { servers, authority: caFile } = await keepCertificates(folder, {
      servers: { kafka: ['127.0.0.1'] },
    })
    const security = {
      keyFile: servers.kafka!.both,
      caFile,
      adminPassword: 'an "admin"',
      brokerPassword: 'a\\broker',
    }
    const { cluster, dataDir } = await start({ brokers: 3, security })
    expect(new Set(cluster.nodes.map(node => node.pid)).size).toBe(3)
    for (const node of cluster.nodes) {
      expect((await servingBrokers(portOf(node.address), 30_000, security)).sort()).toEqual([1, 2, 3])
    }
    const [port] = cluster.bootstrap.map(portOf)
    for (const wrong of [undefined, { ...security, adminPassword: 'another' }]) {
      expect(await servingBrokers(port!, 5_000, wrong)).toEqual([])
    }
    await cluster.stop()
    await expect(startKafka({ dataDir, cacheDir })).rejects.toMatchObject({ code: 'DATA_MISMATCH' })
  })

  test('names a busy port and the setting that moves it', async () => {
    const port = await findFreePort()
    const holder = createServer().listen(port, '127.0.0.1')
    try {
      await expect(start({ ports: [port], portSetting: 'KAFKA_PORT' })).rejects.toMatchObject({
        code: 'PORT_BUSY',
        message: expect.stringMatching(new RegExp(`${port}.*KAFKA_PORT`)),
      })
    } finally {
      holder.close()
    }
  })

  test('quotes its log when it does not come up', async () => {
    await expect(start({ serverProperties: { 'num.io.threads': 'many' } })).rejects.toMatchObject({
      message: expect.stringContaining('num.io.threads'),
    })
  })

  test.each([
    ['no Java', {}, 'JAVA_MISSING', /Java, which was not found: install a JDK or JRE 17 or newer/],
    ['Java 11', { java: javaOf('11.0.2') }, 'JAVA_TOO_OLD', /is 11: install a JDK or JRE 17 or newer/],
    ['no Maven', { java: javaOf('21.0.1') }, 'MAVEN_MISSING', /install Maven 3\.8 or newer/],
  ])('says what to install where there is %s', async (_, programs, code, sentence) => {
    const bin = temporaryFolder()
    folders.push(bin)
    for (const [name, text] of Object.entries(programs)) writeFileSync(join(bin, name), text, { mode: 0o755 })
    vi.stubEnv('PATH', bin)
    vi.stubEnv('JAVA_HOME', undefined)
    await expect(start({ cacheDir: bin })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    })
  })
})
