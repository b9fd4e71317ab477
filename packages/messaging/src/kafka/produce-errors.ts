/** What the relay does about a refusal. */
export interface Refusal {
  /** Kafka's number; undefined for one that this table does not have. */
  readonly code: number | undefined
  readonly name: string
  /**
   * `retry`: the broker's own state, over in seconds; tried again at short intervals.
   * `wait`: over when something is changed: a clock, a right, a setting, a quota; tried again at growing intervals.
   * `final`: only a person can end it; tried again when it is released.
   */
  readonly answer: 'retry' | 'wait' | 'final'
  /** What it is about, and so what is held back: the key of one record, a partition, a topic, or everything. */
  readonly scope: 'record' | 'partition' | 'topic' | 'cluster'
  /** Why, or until when. */
  readonly why: string
}

type Row = readonly [
  code: number,
  name: string,
  answer: Refusal['answer'],
  scope: Refusal['scope'],
  why: string,
]

/** Errors that no producer is promised. What Kafka calls retriable is; for others the least is held back. */
const about = (what: string) => `not known of a produce; it is about ${what}`

/**
 * Every error of Kafka's protocol, to 4.3.1 (`org.apache.kafka.common.protocol.Errors`), most of which kafkajs
 * cannot name. Errors of the produce request and of the metadata that precede it are the ones to be expected.
 */
const rows: readonly Row[] = [
  [
    -1,
    'UNKNOWN_SERVER_ERROR',
    'wait',
    'record',
    'it failed at the broker for a reason that it does not say: its state, or this record',
  ],
  [1, 'OFFSET_OUT_OF_RANGE', 'retry', 'partition', 'of a fetch; a partition that was cut back'],
  [
    2,
    'CORRUPT_MESSAGE',
    'retry',
    'record',
    'damaged on its way, or without a key on a compacted topic: told apart by trying again',
  ],
  [
    3,
    'UNKNOWN_TOPIC_OR_PARTITION',
    'retry',
    'topic',
    'deleted, being made, or moved: the partitions are asked for again',
  ],
  [4, 'INVALID_FETCH_SIZE', 'wait', 'record', about('fetches')],
  [5, 'LEADER_NOT_AVAILABLE', 'retry', 'partition', 'an election is under way'],
  [6, 'NOT_LEADER_OR_FOLLOWER', 'retry', 'partition', 'the leader has moved'],
  [7, 'REQUEST_TIMED_OUT', 'retry', 'partition', 'the replicas did not answer in time; it may be stored'],
  [8, 'BROKER_NOT_AVAILABLE', 'retry', 'cluster', 'the broker is starting or stopping'],
  [9, 'REPLICA_NOT_AVAILABLE', 'retry', 'partition', 'the replica is starting, or moves'],
  [
    10,
    'MESSAGE_TOO_LARGE',
    'wait',
    'record',
    "until `max.message.bytes` of the topic, or the broker's, is raised",
  ],
  [11, 'STALE_CONTROLLER_EPOCH', 'wait', 'record', about('brokers and controllers among themselves')],
  [12, 'OFFSET_METADATA_TOO_LARGE', 'wait', 'record', about('groups')],
  [13, 'NETWORK_EXCEPTION', 'retry', 'cluster', 'the connection broke'],
  [14, 'COORDINATOR_LOAD_IN_PROGRESS', 'retry', 'topic', about('groups')],
  [15, 'COORDINATOR_NOT_AVAILABLE', 'retry', 'topic', about('groups')],
  [16, 'NOT_COORDINATOR', 'retry', 'topic', about('groups')],
  [
    17,
    'INVALID_TOPIC_EXCEPTION',
    'wait',
    'topic',
    'the name is not allowed: until a release writes to another topic',
  ],
  [18, 'RECORD_LIST_TOO_LARGE', 'wait', 'record', 'until `segment.bytes` of the topic is raised'],
  [19, 'NOT_ENOUGH_REPLICAS', 'retry', 'partition', 'until enough replicas are in sync again'],
  [
    20,
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    'retry',
    'partition',
    'stored, but not as often as is wanted: until enough replicas are in sync again',
  ],
  [21, 'INVALID_REQUIRED_ACKS', 'final', 'topic', 'the relay asks for acks that Kafka does not have: a bug'],
  [22, 'ILLEGAL_GENERATION', 'wait', 'record', about('groups')],
  [23, 'INCONSISTENT_GROUP_PROTOCOL', 'wait', 'record', about('groups')],
  [24, 'INVALID_GROUP_ID', 'wait', 'record', about('groups')],
  [25, 'UNKNOWN_MEMBER_ID', 'wait', 'record', about('groups')],
  [26, 'INVALID_SESSION_TIMEOUT', 'wait', 'record', about('groups')],
  [27, 'REBALANCE_IN_PROGRESS', 'wait', 'record', about('groups')],
  [28, 'INVALID_COMMIT_OFFSET_SIZE', 'wait', 'record', about('groups')],
  [29, 'TOPIC_AUTHORIZATION_FAILED', 'wait', 'topic', 'until the principal may write to the topic'],
  [30, 'GROUP_AUTHORIZATION_FAILED', 'wait', 'record', about('groups')],
  [31, 'CLUSTER_AUTHORIZATION_FAILED', 'wait', 'cluster', 'until the principal may write to the cluster'],
  [
    32,
    'INVALID_TIMESTAMP',
    'wait',
    'record',
    'until the clocks agree, or `message.timestamp.after.max.ms` and `before.max.ms` allow the difference',
  ],
  [
    33,
    'UNSUPPORTED_SASL_MECHANISM',
    'wait',
    'cluster',
    'until brokers and service are set to the same mechanism',
  ],
  [34, 'ILLEGAL_SASL_STATE', 'retry', 'cluster', 'the handshake went wrong: a new connection'],
  [
    35,
    'UNSUPPORTED_VERSION',
    'wait',
    'cluster',
    'until client and broker know a version of the protocol in common',
  ],
  [36, 'TOPIC_ALREADY_EXISTS', 'wait', 'record', about('administration')],
  [37, 'INVALID_PARTITIONS', 'wait', 'record', about('administration')],
  [38, 'INVALID_REPLICATION_FACTOR', 'wait', 'record', about('brokers and controllers among themselves')],
  [39, 'INVALID_REPLICA_ASSIGNMENT', 'wait', 'record', about('brokers and controllers among themselves')],
  [40, 'INVALID_CONFIG', 'wait', 'record', about('administration')],
  [41, 'NOT_CONTROLLER', 'retry', 'cluster', 'the controller has moved'],
  [
    42,
    'INVALID_REQUEST',
    'wait',
    'record',
    'malformed for this broker: until one of the two is another release',
  ],
  [
    43,
    'UNSUPPORTED_FOR_MESSAGE_FORMAT',
    'wait',
    'topic',
    'until the topic has a newer message format: headers need one',
  ],
  [44, 'POLICY_VIOLATION', 'wait', 'topic', 'until the policy of the cluster allows it'],
  [
    45,
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    'retry',
    'partition',
    'only an idempotent producer has sequences: a new producer',
  ],
  [
    46,
    'DUPLICATE_SEQUENCE_NUMBER',
    'retry',
    'partition',
    'only an idempotent producer has sequences: a new producer',
  ],
  [
    47,
    'INVALID_PRODUCER_EPOCH',
    'retry',
    'partition',
    'only an idempotent producer has an epoch: a new producer',
  ],
  [48, 'INVALID_TXN_STATE', 'wait', 'record', about('transactions')],
  [49, 'INVALID_PRODUCER_ID_MAPPING', 'wait', 'record', about('transactions')],
  [50, 'INVALID_TRANSACTION_TIMEOUT', 'wait', 'record', about('transactions')],
  [51, 'CONCURRENT_TRANSACTIONS', 'retry', 'topic', about('transactions')],
  [52, 'TRANSACTION_COORDINATOR_FENCED', 'wait', 'record', about('groups')],
  [53, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'wait', 'record', about('transactions')],
  [54, 'SECURITY_DISABLED', 'wait', 'cluster', 'until the broker has an authorizer'],
  [55, 'OPERATION_NOT_ATTEMPTED', 'wait', 'record', about('administration')],
  [
    56,
    'KAFKA_STORAGE_ERROR',
    'retry',
    'partition',
    'a disk of the broker failed: until another replica leads',
  ],
  [
    57,
    'LOG_DIR_NOT_FOUND',
    'retry',
    'partition',
    'a disk of the broker is missing: until another replica leads',
  ],
  [58, 'SASL_AUTHENTICATION_FAILED', 'wait', 'cluster', 'until the credentials are right on both sides'],
  [59, 'UNKNOWN_PRODUCER_ID', 'retry', 'partition', 'only an idempotent producer has an id: a new producer'],
  [60, 'REASSIGNMENT_IN_PROGRESS', 'retry', 'partition', 'partitions are being moved'],
  [61, 'DELEGATION_TOKEN_AUTH_DISABLED', 'wait', 'record', about('tokens and credentials')],
  [62, 'DELEGATION_TOKEN_NOT_FOUND', 'wait', 'record', about('tokens and credentials')],
  [63, 'DELEGATION_TOKEN_OWNER_MISMATCH', 'wait', 'record', about('tokens and credentials')],
  [64, 'DELEGATION_TOKEN_REQUEST_NOT_ALLOWED', 'wait', 'record', about('tokens and credentials')],
  [65, 'DELEGATION_TOKEN_AUTHORIZATION_FAILED', 'wait', 'record', about('tokens and credentials')],
  [66, 'DELEGATION_TOKEN_EXPIRED', 'wait', 'cluster', 'until the token is renewed'],
  [67, 'INVALID_PRINCIPAL_TYPE', 'wait', 'record', about('tokens and credentials')],
  [68, 'NON_EMPTY_GROUP', 'wait', 'record', about('groups')],
  [69, 'GROUP_ID_NOT_FOUND', 'wait', 'record', about('groups')],
  [70, 'FETCH_SESSION_ID_NOT_FOUND', 'retry', 'topic', about('fetches')],
  [71, 'INVALID_FETCH_SESSION_EPOCH', 'retry', 'topic', about('fetches')],
  [72, 'LISTENER_NOT_FOUND', 'retry', 'cluster', 'the leader has no such listener yet'],
  [73, 'TOPIC_DELETION_DISABLED', 'wait', 'record', about('administration')],
  [74, 'FENCED_LEADER_EPOCH', 'retry', 'partition', 'the leader has moved'],
  [75, 'UNKNOWN_LEADER_EPOCH', 'retry', 'partition', 'this broker has not heard of the new leader yet'],
  [
    76,
    'UNSUPPORTED_COMPRESSION_TYPE',
    'wait',
    'topic',
    'until `compression.type` of the topic is one that this broker knows',
  ],
  [77, 'STALE_BROKER_EPOCH', 'retry', 'cluster', 'the broker has started again'],
  [78, 'OFFSET_NOT_AVAILABLE', 'retry', 'partition', 'the new leader catches up'],
  [79, 'MEMBER_ID_REQUIRED', 'wait', 'record', about('groups')],
  [80, 'PREFERRED_LEADER_NOT_AVAILABLE', 'retry', 'partition', 'an election is under way'],
  [81, 'GROUP_MAX_SIZE_REACHED', 'wait', 'record', about('groups')],
  [82, 'FENCED_INSTANCE_ID', 'wait', 'record', about('groups')],
  [83, 'ELIGIBLE_LEADERS_NOT_AVAILABLE', 'retry', 'partition', 'no replica may lead: until one is back'],
  [84, 'ELECTION_NOT_NEEDED', 'retry', 'partition', 'an election was not needed'],
  [85, 'NO_REASSIGNMENT_IN_PROGRESS', 'wait', 'record', about('administration')],
  [86, 'GROUP_SUBSCRIBED_TO_TOPIC', 'wait', 'record', about('groups')],
  [
    87,
    'INVALID_RECORD',
    'wait',
    'record',
    'an interceptor or a compacted topic refuses it: until `cleanup.policy` or the validation is changed',
  ],
  [88, 'UNSTABLE_OFFSET_COMMIT', 'retry', 'topic', about('groups')],
  [89, 'THROTTLING_QUOTA_EXCEEDED', 'retry', 'cluster', 'over a quota: slower, or until it is raised'],
  [90, 'PRODUCER_FENCED', 'wait', 'record', about('transactions')],
  [91, 'RESOURCE_NOT_FOUND', 'wait', 'record', about('administration')],
  [92, 'DUPLICATE_RESOURCE', 'wait', 'record', about('administration')],
  [93, 'UNACCEPTABLE_CREDENTIAL', 'wait', 'record', about('tokens and credentials')],
  [94, 'INCONSISTENT_VOTER_SET', 'wait', 'record', about('brokers and controllers among themselves')],
  [95, 'INVALID_UPDATE_VERSION', 'wait', 'record', about('brokers and controllers among themselves')],
  [96, 'FEATURE_UPDATE_FAILED', 'wait', 'record', about('brokers and controllers among themselves')],
  [
    97,
    'PRINCIPAL_DESERIALIZATION_FAILURE',
    'wait',
    'cluster',
    'until the brokers understand the principal alike',
  ],
  [98, 'SNAPSHOT_NOT_FOUND', 'wait', 'record', about('brokers and controllers among themselves')],
  [99, 'POSITION_OUT_OF_RANGE', 'wait', 'record', about('brokers and controllers among themselves')],
  [100, 'UNKNOWN_TOPIC_ID', 'retry', 'topic', 'deleted and made again: the partitions are asked for again'],
  [101, 'DUPLICATE_BROKER_REGISTRATION', 'wait', 'record', about('brokers and controllers among themselves')],
  [102, 'BROKER_ID_NOT_REGISTERED', 'wait', 'record', about('brokers and controllers among themselves')],
  [
    103,
    'INCONSISTENT_TOPIC_ID',
    'retry',
    'topic',
    'deleted and made again: the partitions are asked for again',
  ],
  [104, 'INCONSISTENT_CLUSTER_ID', 'wait', 'cluster', 'until the addresses are those of the right cluster'],
  [105, 'TRANSACTIONAL_ID_NOT_FOUND', 'wait', 'record', about('transactions')],
  [106, 'FETCH_SESSION_TOPIC_ID_ERROR', 'retry', 'topic', about('fetches')],
  [107, 'INELIGIBLE_REPLICA', 'wait', 'record', about('brokers and controllers among themselves')],
  [108, 'NEW_LEADER_ELECTED', 'retry', 'partition', 'the leader has moved'],
  [109, 'OFFSET_MOVED_TO_TIERED_STORAGE', 'retry', 'partition', 'of a fetch; a partition that is moving'],
  [110, 'FENCED_MEMBER_EPOCH', 'wait', 'record', about('groups')],
  [111, 'UNRELEASED_INSTANCE_ID', 'wait', 'record', about('groups')],
  [112, 'UNSUPPORTED_ASSIGNOR', 'wait', 'record', about('groups')],
  [113, 'STALE_MEMBER_EPOCH', 'wait', 'record', about('groups')],
  [114, 'MISMATCHED_ENDPOINT_TYPE', 'wait', 'record', about('brokers and controllers among themselves')],
  [115, 'UNSUPPORTED_ENDPOINT_TYPE', 'wait', 'record', about('brokers and controllers among themselves')],
  [116, 'UNKNOWN_CONTROLLER_ID', 'wait', 'record', about('brokers and controllers among themselves')],
  [117, 'UNKNOWN_SUBSCRIPTION_ID', 'wait', 'record', about('client telemetry')],
  [118, 'TELEMETRY_TOO_LARGE', 'wait', 'record', about('client telemetry')],
  [119, 'INVALID_REGISTRATION', 'wait', 'record', about('brokers and controllers among themselves')],
  [120, 'TRANSACTION_ABORTABLE', 'wait', 'record', about('transactions')],
  [121, 'INVALID_RECORD_STATE', 'wait', 'record', about('share groups')],
  [122, 'SHARE_SESSION_NOT_FOUND', 'retry', 'topic', about('share groups')],
  [123, 'INVALID_SHARE_SESSION_EPOCH', 'retry', 'topic', about('share groups')],
  [124, 'FENCED_STATE_EPOCH', 'wait', 'record', about('share groups')],
  [125, 'INVALID_VOTER_KEY', 'wait', 'record', about('brokers and controllers among themselves')],
  [126, 'DUPLICATE_VOTER', 'wait', 'record', about('brokers and controllers among themselves')],
  [127, 'VOTER_NOT_FOUND', 'wait', 'record', about('brokers and controllers among themselves')],
  [128, 'INVALID_REGULAR_EXPRESSION', 'wait', 'record', about('groups')],
  [
    129,
    'REBOOTSTRAP_REQUIRED',
    'retry',
    'cluster',
    'the brokers known are gone: a new connection begins with the configured ones',
  ],
  [130, 'STREAMS_INVALID_TOPOLOGY', 'wait', 'record', about('Kafka Streams')],
  [131, 'STREAMS_INVALID_TOPOLOGY_EPOCH', 'wait', 'record', about('Kafka Streams')],
  [132, 'STREAMS_TOPOLOGY_FENCED', 'wait', 'record', about('Kafka Streams')],
  [133, 'SHARE_SESSION_LIMIT_REACHED', 'retry', 'topic', about('share groups')],
]

const table: readonly Refusal[] = rows.map(([code, name, answer, scope, why]) => {
  return { code, name, answer, scope, why }
})
const byCode = new Map(table.map(refusal => [refusal.code, refusal]))
const byName = new Map(table.map(refusal => [refusal.name, refusal]))

/** What kafkajs calls some errors, by names that Kafka has given up. */
const formerly: Readonly<Record<string, string>> = {
  UNKNOWN: 'UNKNOWN_SERVER_ERROR',
  NOT_LEADER_FOR_PARTITION: 'NOT_LEADER_OR_FOLLOWER',
  GROUP_LOAD_IN_PROGRESS: 'COORDINATOR_LOAD_IN_PROGRESS',
  GROUP_COORDINATOR_NOT_AVAILABLE: 'COORDINATOR_NOT_AVAILABLE',
  NOT_COORDINATOR_FOR_GROUP: 'NOT_COORDINATOR',
}

/** The row of a number; a number that a later Kafka has brought is waited for, with the least held back. */
export function refusalOfCode(code: number): Refusal {
  return byCode.get(code) ?? unknown(`CODE_${code}`)
}

/**
 * The refusal behind what kafkajs throws, which may be wrapped more than once.
 *
 * @returns undefined if no broker has refused anything: the connection failed, or nobody answered
 */
export function refusalOf(error: unknown): Refusal | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('type' in e && typeof e.type === 'string') return named(e.type, e)
    // The metadata came without this topic.
    if (e.name === 'KafkaJSMetadataNotLoaded') return refusalOfCode(3)
  }
  return undefined
}

function named(type: string, { message }: Error): Refusal {
  // kafkajs says the number of an error that it does not know in a sentence only.
  const [, code] = (type === 'KAFKAJS_UNKNOWN_ERROR_CODE' && /(-?\d+)$/.exec(message)) || []
  if (code !== undefined) return refusalOfCode(Number(code))
  return refusalNamed(formerly[type] ?? type)
}

/** The row of a name. */
export const refusalNamed = (name: string): Refusal => byName.get(name) ?? unknown(name)

const unknown = (name: string): Refusal => {
  return { code: undefined, name, answer: 'wait', scope: 'record', why: 'newer than this release knows' }
}

/** All rows, for documentation and tests. */
export const refusals = table
