import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keepCertificates } from '@orderflow/certificates'
import { EmbeddedError, startKafka } from '@orderflow/embedded'
import type { Kafka } from '../kafka/port.ts'
import type { KafkaAddress, KafkaSecurity } from '../kafka/security.ts'
import { createKafka } from './clients.ts'
import { logger } from './telemetry.ts'

const cacheDir = fileURLToPath(new URL('../../../../.cache/kafka', import.meta.url))

export interface SecuredKafka {
  readonly brokers: readonly string[]
  /** Of the brokers' certificates, PEM. */
  readonly ca: string
  /** The administrator's. */
  readonly address: KafkaAddress
  /** A client of a user, closed by `stop`; the administrator's unless told. */
  as(security?: Partial<KafkaSecurity>): Kafka
  stop(): Promise<void>
}

/** A broker of its own that asks everyone who he is; undefined where there is no Java to run it, because Docker does. */
export async function securedKafka(): Promise<SecuredKafka | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'orderflow-secured-'))
  const remove = () => rm(folder, { recursive: true })
  const files = await keepCertificates(join(folder, 'certificates'), { servers: { kafka: ['127.0.0.1'] } })
  const cluster = await startKafka({
    dataDir: folder,
    cacheDir,
    security: {
      keyFile: files.servers.kafka!.both,
      caFile: files.authority,
      adminPassword: 'the administrator\'s "own"',
      brokerPassword: "the brokers'",
    },
  }).catch(async error => {
    await remove()
    if (error instanceof EmbeddedError && error.code === 'JAVA_MISSING') return undefined
    throw error
  })
  if (cluster === undefined) return undefined
  const ca = await readFile(files.authority, 'utf8')
  const admin: KafkaSecurity = {
    ca,
    username: 'admin',
    password: 'the administrator\'s "own"',
    mechanism: 'plain',
  }
  const clients: Kafka[] = []
  return {
    brokers: cluster.bootstrap,
    ca,
    address: { brokers: cluster.bootstrap, security: admin },
    as(security) {
      const given = { ...(security?.username === undefined ? admin : { ca, password: '' }), ...security }
      const kafka = createKafka({
        clientId: 'secured',
        brokers: cluster.bootstrap,
        logger,
        security: given as KafkaSecurity,
      })
      clients.push(kafka)
      return kafka
    },
    async stop() {
      await Promise.all(clients.map(kafka => kafka.close()))
      await cluster.stop()
      await remove()
    },
  }
}
