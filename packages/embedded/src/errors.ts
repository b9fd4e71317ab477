/** Why an embedded server is not there. Stable: scripts may branch on it. */
export type EmbeddedErrorCode =
  | 'JAVA_MISSING'
  | 'JAVA_TOO_OLD'
  | 'MAVEN_MISSING'
  | 'MAVEN_TOO_OLD'
  | 'DOWNLOAD_FAILED'
  | 'JAR_CHECKSUM'
  | 'CACHE_UNWRITABLE'
  | 'PORT_BUSY'
  | 'DATA_IN_USE'
  | 'DATA_MISMATCH'
  | 'ACCOUNT_MISSING'
  | 'PLATFORM_UNSUPPORTED'
  | 'KAFKA_FORMAT'
  | 'KAFKA_START'
  | 'POSTGRES_INIT'
  | 'POSTGRES_START'
  | 'SERVICE_START'
  | 'TOOL_MISSING'
  | 'SERVER_START'

/** One sentence that says what is missing and what to do; log lines, if any, follow it. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError'
  readonly code: EmbeddedErrorCode

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
