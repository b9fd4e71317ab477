/** Where brokers are, and who comes. */
export interface KafkaAddress {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[]
  /** TLS, and a user; without it the brokers have to ask for neither. */
  readonly security?: KafkaSecurity | undefined
}

/**
 * Who a client is, and by what it knows the brokers. `ca` and `password` are asked for at each connection: a getter may say
 * what they are by then.
 */
export interface KafkaSecurity {
  /** The authority of the brokers' certificates, PEM; their host names are verified. */
  readonly ca: string
  readonly username: string
  readonly password: string
  /**
   * How the password is proven: SCRAM-SHA-512 unless told. PLAIN sends it, over TLS as everything, and is for the accounts
   * that brokers know from a file, the administrator's among them.
   */
  readonly mechanism?: 'scram-sha-512' | 'plain' | undefined
}
