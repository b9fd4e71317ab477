import { type BrokerSecurity, listenerSecurity } from './kafka-security.ts'
import { LOOPBACK } from './ports.ts'

export interface NodePorts {
  client: number
  controller: number
}

/**
 * What a broker of the embedded cluster is started with. Every node is broker and controller (KRaft), listens
 * on loopback only, and with three of them the cluster keeps acknowledged records when any one dies.
 */
export function brokerProperties(node: {
  id: number
  /** Of all nodes, by id − 1. */
  ports: NodePorts[]
  logDir: string
  /** Nobody is asked who it is, and nothing is encrypted, without it. */
  security?: BrokerSecurity | undefined
  overrides?: Record<string, string>
}): Record<string, string> {
  const own = node.ports[node.id - 1]!
  const brokers = node.ports.length
  const replicas = String(Math.min(3, brokers))
  const minInSync = brokers >= 3 ? '2' : '1'
  const voters = node.ports.map((ports, index) => `${index + 1}@${LOOPBACK}:${ports.controller}`)
  return {
    'process.roles': 'broker,controller',
    'node.id': String(node.id),
    'controller.quorum.voters': voters.join(','),
    listeners: `CLIENTS://${LOOPBACK}:${own.client},CONTROLLER://${LOOPBACK}:${own.controller}`,
    'advertised.listeners': `CLIENTS://${LOOPBACK}:${own.client}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENTS',
    ...listenerSecurity(node.security),
    'log.dirs': node.logDir,

    'default.replication.factor': replicas,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInSync,

    // A broker that was killed may register again when its old session has ended: 9 s unless told. Where no
    // other broker could take over meanwhile, that is waiting for nothing.
    ...(brokers === 1 && { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' }),

    // Topics are made explicitly, so that a misspelt name is an error and not a topic.
    'auto.create.topics.enable': 'false',
    // A group's first member need not wait for others.
    'group.initial.rebalance.delay.ms': '0',
    // Kafka makes 50 partitions of __consumer_offsets at the first commit; a handful of groups needs few.
    'offsets.topic.num.partitions': '6',
    'transaction.state.log.num.partitions': '6',

    // Sized for a developer's machine. The cleaner's buffer is heap, and 128 MB unless told.
    'num.network.threads': '2',
    'num.io.threads': '4',
    'log.cleaner.dedupe.buffer.size': '16777216',
    ...node.overrides,
  }
}

/**
 * Java's .properties format, which is Latin-1 as Kafka reads it: anything beyond ASCII is escaped, and so are backslashes.
 */
export const renderProperties = (properties: Record<string, string>): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\').replace(/[^ -~]/g, escaped)}\n`)
    .join('')

/** One UTF-16 unit; a character of two has two escapes. */
const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
