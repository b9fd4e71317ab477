/** What brokers need to ask everyone who it is. Who may do what is then said by ACLs; without one, nothing. */
export interface BrokerSecurity {
  /** A PEM file with the brokers' private key (PKCS #8, not encrypted) and certificate, which names 127.0.0.1. */
  readonly keyFile: string
  /** A PEM file with the authority of the certificate. */
  readonly caFile: string
  /** Of `admin`, who may do everything. */
  readonly adminPassword: string
  /** Of `broker`, by which brokers and controllers know each other. Nobody else needs it. */
  readonly brokerPassword: string
}

/**
 * Two mechanisms over TLS: PLAIN for the two accounts that the brokers know from a file, because a cluster that begins
 * has no other; SCRAM-SHA-512 for all others, which the administrator makes.
 */
export function listenerSecurity(security: BrokerSecurity | undefined): Record<string, string> {
  const map = (protocol: string) => ({
    'listener.security.protocol.map': `CLIENTS:${protocol},CONTROLLER:${protocol}`,
  })
  if (security === undefined) return map('PLAINTEXT')
  return {
    ...map('SASL_SSL'),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': security.keyFile,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': security.caFile,
    'ssl.enabled.protocols': 'TLSv1.3',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': 'User:admin;User:broker',
  }
}

/** The accounts as Java's JAAS wants them: what a broker is as a client, and whom it lets in. */
export const renderAccounts = ({
  adminPassword,
  brokerPassword,
}: Pick<BrokerSecurity, 'adminPassword' | 'brokerPassword'>): string =>
  `KafkaServer {
  org.apache.kafka.common.security.plain.PlainLoginModule required
    username="broker" password=${quoted(brokerPassword)}
    user_admin=${quoted(adminPassword)} user_broker=${quoted(brokerPassword)};
  org.apache.kafka.common.security.scram.ScramLoginModule required;
};
`

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
