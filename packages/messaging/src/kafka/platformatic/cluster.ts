import { isIP } from 'node:net'
import type { Connection, ConnectionOptions } from '@platformatic/kafka'
import { settledWithin } from '../../timing/bounded.ts'
import type { KafkaAddress } from '../security.ts'
import { ask, askForEach } from './ask.ts'
import { loadClient } from './client.ts'
import { Refused } from './refusal-of.ts'

const closeWithinMs = 3_000
const coordinatorUnavailable = 15
const groupKey = 0
/** Of a topic that does not exist, or that this user may not see, or whose name cannot be. */
const missing = new Set([3, 17, 29])
const denial = 29

export interface ClusterOptions extends KafkaAddress {
  readonly clientId: string
  /** Milliseconds that a request may take, waits of the broker's own included; it is closed with the connection behind it. */
  readonly requestTimeoutMs?: number
}

/** The leaders of a topic's partitions by their numbers; undefined for one that has none. */
export type Leaders = readonly (number | undefined)[]

/** Some connections of one purpose, and what the brokers have said of topics and of each other. */
export interface Cluster {
  /** A connection to a broker, for a purpose: what waits there for an answer holds up nothing of another purpose. */
  to(nodeId: number, purpose?: string): Promise<Connection>
  /** A connection to any broker. */
  any(): Promise<Connection>
  /** To the coordinator of a group, for all that is asked about it. */
  coordinator(groupId: string): Promise<Connection>
  /** Asks for topics, all if none is named; those that do not exist or may not be seen are left out. */
  topics(names?: readonly string[]): Promise<Map<string, Leaders>>
  /** Whether somebody has refused to speak of a topic for want of a right, the last time that it was asked for. */
  denied(topic: string): boolean
  /** Ends all connections, also those that are being made. Never hangs. */
  close(): Promise<void>
}

/** Connects as it is asked. Nothing is tried again here: who asks knows for how long it is worth it. */
export function createCluster(options: ClusterOptions): Cluster {
  const client = loadClient()
  const nodes = new Map<number, { host: string; port: number }>()
  const connections = new Map<string, Promise<Connection>>()
  const refused = new Set<string>()
  let isClosed = false

  async function connect(host: string, port: number): Promise<Connection> {
    if (isClosed) throw new Error('the connections are closed')
    const connection = new client.Connection(options.clientId, {
      ...access(options),
      // Else the client lets only five requests be under way.
      maxInflights: 100,
      requestTimeout: options.requestTimeoutMs ?? 6_000,
      ...(options.security && isIP(host) === 0 ? { tlsServerName: host } : {}),
    })
    // Whoever waits for an answer is told by its rejection.
    connection.on('error', () => {})
    await connection.connect(host, port)
    connection.socket.setKeepAlive(true, 30_000)
    if (isClosed) {
      await connection.close()
      throw new Error('the connections are closed')
    }
    return connection
  }

  async function opened(host: string, port: number, purpose: string): Promise<Connection> {
    const key = `${purpose} ${host}:${port}`
    const known = connections.get(key)
    if (known !== undefined) {
      const connection = await known
      if (connection.isConnected()) return connection
      if (connections.get(key) !== known) return await opened(host, port, purpose)
    }
    const connecting = connect(host, port)
    connections.set(key, connecting)
    connecting.catch(() => {
      if (connections.get(key) === connecting) connections.delete(key)
    })
    return await connecting
  }

  async function any(): Promise<Connection> {
    const addresses = [...nodes.values()].map(({ host, port }) => `${host}:${port}`)
    let last: unknown
    for (const address of new Set([...addresses, ...options.brokers])) {
      const [host, port] = splitAddress(address)
      try {
        return await opened(host, port, '')
      } catch (error) {
        last = error
      }
    }
    throw last
  }

  async function metadata(names: readonly string[] | null) {
    const answer = await askForEach(await any(), client.metadataV12.api, names && [...names], false)
    nodes.clear()
    for (const { nodeId, host, port } of answer.brokers) nodes.set(nodeId, { host, port })
    return answer.topics
  }

  async function to(nodeId: number, purpose = ''): Promise<Connection> {
    if (!nodes.has(nodeId)) await metadata([])
    const node = nodes.get(nodeId)
    if (node === undefined) throw new Error(`broker ${nodeId} is away`)
    return await opened(node.host, node.port, purpose)
  }

  return {
    to,
    any,
    async coordinator(groupId) {
      const { coordinators } = await ask(await any(), client.findCoordinatorV4.api, groupKey, [groupId])
      const found = coordinators[0]
      if (found === undefined) throw new Refused(coordinatorUnavailable, `group ${groupId}`)
      nodes.set(found.nodeId, found)
      return await to(found.nodeId, 'group')
    },
    async topics(names) {
      if (names?.length === 0) return new Map()
      const leaders = new Map<string, Leaders>()
      for (const { name, errorCode, partitions } of await metadata(names ?? null)) {
        if (name == null) continue
        if (errorCode === denial) refused.add(name)
        else refused.delete(name)
        if (missing.has(errorCode)) continue
        if (errorCode !== 0) throw new Refused(errorCode, name)
        const of: (number | undefined)[] = []
        for (const { partitionIndex, leaderId } of partitions)
          of[partitionIndex] = leaderId < 0 ? undefined : leaderId
        leaders.set(name, of)
      }
      return leaders
    },
    denied: topic => refused.has(topic),
    async close() {
      isClosed = true
      const all = [...connections.values()].map(async connecting => (await connecting).close())
      await settledWithin(closeWithinMs, Promise.allSettled(all))
    },
  }
}

function splitAddress(address: string): [host: string, port: number] {
  const at = address.lastIndexOf(':')
  return [address.slice(0, at), Number(address.slice(at + 1))]
}

/** Who comes, in the client's words. It looks at both objects anew at each connection. */
function access({ security }: KafkaAddress): Partial<ConnectionOptions> {
  if (security === undefined) return { connectTimeout: 1_000 }
  const { username, mechanism = 'scram-sha-512' } = security
  return {
    connectTimeout: 10_000, // a busy broker takes seconds for TLS, and who gives up makes it busier
    sasl: {
      mechanism: mechanism === 'plain' ? 'PLAIN' : 'SCRAM-SHA-512',
      username,
      get password() {
        return security.password
      },
    },
    tls: {
      get ca() {
        return [security.ca]
      },
      minVersion: 'TLSv1.3',
    },
  }
}
