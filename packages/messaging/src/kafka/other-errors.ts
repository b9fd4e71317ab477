import type { Row } from './refusal.ts'

/** What each is about, and how it is called by its number. What Kafka calls retriable is tried again soon. */
const subjects: Readonly<Record<string, { readonly retry?: Names; readonly wait?: Names }>> = {
  fetches: {
    wait: {
      4: 'INVALID_FETCH_SIZE',
    },
    retry: {
      70: 'FETCH_SESSION_ID_NOT_FOUND',
      71: 'INVALID_FETCH_SESSION_EPOCH',
      106: 'FETCH_SESSION_TOPIC_ID_ERROR',
    },
  },
  'brokers and controllers among themselves': {
    wait: {
      11: 'STALE_CONTROLLER_EPOCH',
      38: 'INVALID_REPLICATION_FACTOR',
      39: 'INVALID_REPLICA_ASSIGNMENT',
      94: 'INCONSISTENT_VOTER_SET',
      95: 'INVALID_UPDATE_VERSION',
      96: 'FEATURE_UPDATE_FAILED',
      98: 'SNAPSHOT_NOT_FOUND',
      99: 'POSITION_OUT_OF_RANGE',
      101: 'DUPLICATE_BROKER_REGISTRATION',
      102: 'BROKER_ID_NOT_REGISTERED',
      107: 'INELIGIBLE_REPLICA',
      114: 'MISMATCHED_ENDPOINT_TYPE',
      115: 'UNSUPPORTED_ENDPOINT_TYPE',
      116: 'UNKNOWN_CONTROLLER_ID',
      119: 'INVALID_REGISTRATION',
      125: 'INVALID_VOTER_KEY',
      126: 'DUPLICATE_VOTER',
      127: 'VOTER_NOT_FOUND',
    },
  },
  groups: {
    wait: {
      12: 'OFFSET_METADATA_TOO_LARGE',
      22: 'ILLEGAL_GENERATION',
      23: 'INCONSISTENT_GROUP_PROTOCOL',
      24: 'INVALID_GROUP_ID',
      25: 'UNKNOWN_MEMBER_ID',
      26: 'INVALID_SESSION_TIMEOUT',
      27: 'REBALANCE_IN_PROGRESS',
      28: 'INVALID_COMMIT_OFFSET_SIZE',
      30: 'GROUP_AUTHORIZATION_FAILED',
      52: 'TRANSACTION_COORDINATOR_FENCED',
      68: 'NON_EMPTY_GROUP',
      69: 'GROUP_ID_NOT_FOUND',
      79: 'MEMBER_ID_REQUIRED',
      81: 'GROUP_MAX_SIZE_REACHED',
      82: 'FENCED_INSTANCE_ID',
      86: 'GROUP_SUBSCRIBED_TO_TOPIC',
      110: 'FENCED_MEMBER_EPOCH',
      111: 'UNRELEASED_INSTANCE_ID',
      112: 'UNSUPPORTED_ASSIGNOR',
      113: 'STALE_MEMBER_EPOCH',
      128: 'INVALID_REGULAR_EXPRESSION',
    },
    retry: {
      14: 'COORDINATOR_LOAD_IN_PROGRESS',
      15: 'COORDINATOR_NOT_AVAILABLE',
      16: 'NOT_COORDINATOR',
      88: 'UNSTABLE_OFFSET_COMMIT',
    },
  },
  administration: {
    wait: {
      36: 'TOPIC_ALREADY_EXISTS',
      37: 'INVALID_PARTITIONS',
      40: 'INVALID_CONFIG',
      55: 'OPERATION_NOT_ATTEMPTED',
      73: 'TOPIC_DELETION_DISABLED',
      85: 'NO_REASSIGNMENT_IN_PROGRESS',
      91: 'RESOURCE_NOT_FOUND',
      92: 'DUPLICATE_RESOURCE',
    },
  },
  transactions: {
    wait: {
      48: 'INVALID_TXN_STATE',
      49: 'INVALID_PRODUCER_ID_MAPPING',
      50: 'INVALID_TRANSACTION_TIMEOUT',
      53: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
      90: 'PRODUCER_FENCED',
      105: 'TRANSACTIONAL_ID_NOT_FOUND',
      120: 'TRANSACTION_ABORTABLE',
    },
    retry: {
      51: 'CONCURRENT_TRANSACTIONS',
    },
  },
  'tokens and credentials': {
    wait: {
      61: 'DELEGATION_TOKEN_AUTH_DISABLED',
      62: 'DELEGATION_TOKEN_NOT_FOUND',
      63: 'DELEGATION_TOKEN_OWNER_MISMATCH',
      64: 'DELEGATION_TOKEN_REQUEST_NOT_ALLOWED',
      65: 'DELEGATION_TOKEN_AUTHORIZATION_FAILED',
      67: 'INVALID_PRINCIPAL_TYPE',
      93: 'UNACCEPTABLE_CREDENTIAL',
    },
  },
  'client telemetry': {
    wait: {
      117: 'UNKNOWN_SUBSCRIPTION_ID',
      118: 'TELEMETRY_TOO_LARGE',
    },
  },
  'share groups': {
    wait: {
      121: 'INVALID_RECORD_STATE',
      124: 'FENCED_STATE_EPOCH',
    },
    retry: {
      122: 'SHARE_SESSION_NOT_FOUND',
      123: 'INVALID_SHARE_SESSION_EPOCH',
      133: 'SHARE_SESSION_LIMIT_REACHED',
    },
  },
  'Kafka Streams': {
    wait: {
      130: 'STREAMS_INVALID_TOPOLOGY',
      131: 'STREAMS_INVALID_TOPOLOGY_EPOCH',
      132: 'STREAMS_TOPOLOGY_FENCED',
    },
  },
}

type Names = Readonly<Record<number, string>>

/** Errors that no producer is promised: should one come all the same, the least is blocked. */
export const otherErrors: readonly Row[] = Object.entries(subjects).flatMap(([subject, { retry, wait }]) => {
  const why = `not known of a produce; it is about ${subject}`
  return [
    ...Object.entries(retry ?? {}).map(([code, name]): Row => [Number(code), name, 'retry', 'topic', why]),
    ...Object.entries(wait ?? {}).map(([code, name]): Row => [Number(code), name, 'wait', 'record', why]),
  ]
})
