import type { TopicSettings } from '@orderflow/event-contracts'
import { MessagingError } from '../../errors.ts'
import { delay } from '../../timing/bounded.ts'
import { producerQuota, quotaRefused } from '../quota.ts'
import { refusalNamed, refusalOfCode } from '../refusals.ts'
import { any, type Right, type RightsAdmin } from '../rights.ts'
import { saltedPassword } from '../scram.ts'
import { ask, askForEach } from './ask.ts'
import { loadClient } from './client.ts'
import type { Cluster } from './cluster.ts'
import { first, offsetsAt, placesOf } from './places.ts'
import { Refused } from './refusal-of.ts'

const servedWithinMs = 120_000
const createdWithinMs = 5_000
const brokerDecides = -1
const topicResource = 2

export async function countPartitions(
  cluster: Cluster,
  topics: readonly string[],
): Promise<Map<string, number>> {
  const found = [...(await cluster.topics(topics))]
  return new Map(
    found
      .filter(([, leaders]) => leaders.every(leader => leader !== undefined))
      .map(([topic, leaders]) => [topic, leaders.length]),
  )
}

export async function readConfigs(cluster: Cluster, topics: readonly string[], names: readonly string[]) {
  const resources = [...(await cluster.topics(topics)).keys()].map(resourceName => ({
    resourceType: topicResource,
    resourceName,
    configurationKeys: [...names],
  }))
  if (resources.length === 0) return new Map()
  const { results } = await ask(await cluster.any(), loadClient().describeConfigsV4.api, resources as never)
  return new Map(
    results.map(({ resourceName, configs }) => [
      resourceName,
      new Map(configs.map(({ name, value }) => [name, value ?? ''])),
    ]),
  )
}

export async function createMissing(cluster: Cluster, topics: readonly TopicSettings[]): Promise<void> {
  const existing = await cluster.topics(topics.map(({ topic }) => topic))
  const missing = topics.filter(({ topic }) => !existing.has(topic))
  if (missing.length === 0) return
  const wanted = missing.map(({ topic, partitions, config }) => ({
    name: topic,
    numPartitions: partitions,
    replicationFactor: brokerDecides,
    assignments: [],
    configs: Object.entries(config).map(([name, value]) => ({ name, value })),
  }))
  const { createTopicsV7 } = loadClient()
  const answer = await askForEach(await cluster.any(), createTopicsV7.api, wanted, createdWithinMs, false)
  const already = refusalNamed('TOPIC_ALREADY_EXISTS').code
  const refused = answer.topics.filter(({ errorCode }) => errorCode !== 0 && errorCode !== already)
  if (refused.length > 0) {
    const each = refused.map(
      ({ name, errorCode, errorMessage }) => `${name} (${errorMessage ?? refusalOfCode(errorCode).name})`,
    )
    throw new MessagingError('TOPIC_REFUSED', `Kafka does not create ${each.join(', ')}.`)
  }
  await untilServed(
    cluster,
    missing.map(({ topic }) => topic),
  )
}

/** The metadata name a leader before that broker knows that it leads; an answer of its own shows that it does. */
async function untilServed(cluster: Cluster, topics: readonly string[]): Promise<void> {
  for (const deadline = Date.now() + servedWithinMs; ; ) {
    try {
      const leaders = await cluster.topics(topics)
      const absent = topics.find(topic => !leaders.has(topic))
      if (absent !== undefined) throw new Refused(3, absent)
      await offsetsAt(cluster, leaders, placesOf(leaders), first, 0)
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await delay(50)
  }
}

/** Gives a user a password for SCRAM-SHA-512. @throws MessagingError `KAFKA_USER_REFUSED` */
export async function putUser(cluster: Cluster, user: string, password: string): Promise<void> {
  const { alterUserScramCredentialsV0, ScramMechanisms } = loadClient()
  const { iterations, salt, salted } = await saltedPassword(password)
  const wanted = {
    name: user,
    mechanism: ScramMechanisms.SCRAM_SHA_512,
    iterations,
    salt,
    saltedPassword: salted,
  }
  const { results } = await askForEach(await cluster.any(), alterUserScramCredentialsV0.api, [], [wanted])
  const { errorCode = 0, errorMessage } = results[0] ?? {}
  if (errorCode === 0) return
  if (errorCode === refusalNamed('CLUSTER_AUTHORIZATION_FAILED').code) throw new Refused(errorCode, user)
  const why = errorMessage ?? refusalOfCode(errorCode).name
  throw new MessagingError('KAFKA_USER_REFUSED', `Kafka does not make the user ${user}: ${why}.`)
}

/** Bounds what a user sends. @throws MessagingError `KAFKA_QUOTA_REFUSED` */
export async function putQuota(cluster: Cluster, user: string, bytesPerSecond: number): Promise<void> {
  const { alterClientQuotasV1 } = loadClient()
  const wanted: Parameters<typeof alterClientQuotasV1.api.async>[1] = [
    {
      entities: [{ entityType: 'user', entityName: user }],
      ops: [{ key: producerQuota, value: bytesPerSecond, remove: false }],
    },
  ]
  const { entries } = await askForEach(await cluster.any(), alterClientQuotasV1.api, wanted, false)
  const { errorCode = 0, errorMessage } = entries[0] ?? {}
  if (errorCode === 0) return
  if (errorCode === refusalNamed('CLUSTER_AUTHORIZATION_FAILED').code) throw new Refused(errorCode, user)
  throw quotaRefused(user, errorMessage ?? refusalOfCode(errorCode).name)
}

/** The rights of a cluster. */
export function rightsBy(cluster: Cluster): RightsAdmin {
  const { describeAclsV3, createAclsV3, deleteAclsV3 } = loadClient()
  return {
    async describe(principal) {
      const filter = { ...any, principal, resourceName: null, host: null }
      const { resources } = await ask(await cluster.any(), describeAclsV3.api, filter)
      return resources.flatMap(({ acls, ...resource }) => acls.map((acl): Right => ({ ...resource, ...acl })))
    },
    create: async rights => ask(await cluster.any(), createAclsV3.api, [...rights] as never),
    delete: async rights => ask(await cluster.any(), deleteAclsV3.api, [...rights] as never),
  }
}
