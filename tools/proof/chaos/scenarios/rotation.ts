import { readFile } from 'node:fs/promises'
import { createKafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import pg from 'pg'
import type { KafkaKeys } from '../../../dev/lib/kafka-keys.ts'
import { rotatePasswords } from '../../../dev/lib/rotate.ts'
import { readingServices } from '../../../dev/lib/services.ts'
import type { System } from '../../../dev/lib/system.ts'
import { reloadCertificates } from '../broker-certificates.ts'
import { longestWait } from '../outbox-waits.ts'
import type { Chaos, Scenario } from '../scenario.ts'

const logger = createLogger({ service: 'chaos', level: 'silent' })

/** In this order, again and again. */
const rotations: readonly (readonly [what: string, rotate: (chaos: Chaos) => Promise<void>])[] = [
  ['passwords on Kafka', kafkaPasswords],
  ['passwords on PostgreSQL', databasePasswords],
  ["the brokers' certificate", certificate],
  ['the authority', authority],
  ["the administrator's password", adminPassword],
]

/**
 * Secrets are replaced as docs/runbooks/rotate-a-secret.md says. Then all connections are cut, so that only what is new opens
 * one, and what is old has to be refused. No service is started again, and the broker for its administrator's password alone.
 */
export const rotation: Scenario = {
  name: 'rotation',
  row: 20,
  about: 'passwords, certificates and their authority are replaced one after the other',
  brokers: 1,
  proxied: true,
  short: { orders: 1_000, perSecond: 50, faults: rotations.length, minutes: 1 },
  full: { orders: 10_000, perSecond: 50, faults: 5 * rotations.length, minutes: 5 },
  async fault(chaos) {
    const { extent, postgresUrl, strike, recovered, figure } = chaos
    const longest = new Map<string, number>()
    for (let fault = 0; fault < extent.faults; fault++) {
      const [what, rotate] = rotations[fault % rotations.length]!
      strike(`new: ${what}`)
      const waited = await longestWait(postgresUrl, async () => {
        await rotate(chaos)
        await recovered()
      })
      longest.set(what, Math.max(waited, longest.get(what) ?? 0))
    }
    for (const [what, seconds] of longest) figure(`outbox waited at most, ${what}, s`, seconds)
  },
}

async function kafkaPasswords(chaos: Chaos): Promise<void> {
  const { system } = chaos
  const rotated = await rotatePasswords(system, 'Kafka', readingServices)
  cut(chaos, 'kafka')
  for (const { service, before } of rotated) {
    const security = {
      username: service.name,
      password: before.KAFKA_PASSWORD,
      mechanism: 'scram-sha-512' as const,
    }
    await refused(chaos, `the old password of ${service.name}`, security, 'KAFKA_ACCESS_DENIED')
  }
}

async function databasePasswords(chaos: Chaos): Promise<void> {
  const rotated = await rotatePasswords(chaos.system, 'PostgreSQL', readingServices)
  cut(chaos, 'postgres')
  for (const { service, before } of rotated) {
    const client = new pg.Client({ connectionString: before.DATABASE_URL })
    client.on('error', () => {})
    const code = await client.connect().then(
      () => 'none',
      error => String(error.code),
    )
    await client.end().catch(() => {})
    if (code !== '28P01')
      chaos.broken(`${service.name} is let into its database by its old password: ${code}`)
  }
}

async function certificate(chaos: Chaos): Promise<void> {
  await keysOf(chaos.system).renewCertificate()
  await reloadCertificates(chaos.system)
  cut(chaos, 'kafka')
}

/** Each step is told to the broker, and clients that connect hear of it: the last one leaves the old authority unknown. */
async function authority(chaos: Chaos): Promise<void> {
  const { system, recovered } = chaos
  const keys = keysOf(system)
  const old = await readFile(keys.security.caFile, 'utf8')
  for (const step of ['announce', 'use', 'forget'] as const) {
    await keys.replaceAuthority(step)
    await reloadCertificates(system)
    cut(chaos, 'kafka')
    await recovered()
  }
  await refused(chaos, 'the old authority', { ca: old }, 'KAFKA_UNAVAILABLE')
}

async function adminPassword(chaos: Chaos): Promise<void> {
  const { system } = chaos
  const { password } = system.kafkaAccess.security as Security
  keysOf(system).renewAdminPassword()
  for (const node of system.kafka.nodes) {
    await node.stop()
    await node.start()
  }
  await refused(chaos, "the administrator's old password", { password }, 'KAFKA_ACCESS_DENIED')
}

type Security = NonNullable<KafkaAddress['security']>

/** What is wrong with the administrator's connection is to be the reason why Kafka refuses it. */
async function refused(
  { system, broken }: Chaos,
  what: string,
  wrong: Partial<Security>,
  as: 'KAFKA_ACCESS_DENIED' | 'KAFKA_UNAVAILABLE',
): Promise<void> {
  const { brokers, security } = system.kafkaAccess
  const kafka = createKafka({
    clientId: 'chaos',
    brokers,
    security: { ...(security as Security), ...wrong },
    logger,
  })
  const code = await kafka.topicConfigs([], []).then(
    () => 'none',
    error => String(error.code),
  )
  await kafka.close()
  if (code !== as) broken(`${what} is taken by Kafka: ${code}`)
}

/** Every connection is reset; whoever needs one opens a new one. */
function cut({ links }: Chaos, where: 'kafka' | 'postgres'): void {
  if (links === undefined) throw new Error('the scenario needs its proxies')
  links[where].cut()
  links[where].heal()
}

function keysOf({ kafkaKeys }: System): KafkaKeys {
  if (kafkaKeys === undefined) throw new Error('the scenario needs brokers that are protected')
  return kafkaKeys
}
