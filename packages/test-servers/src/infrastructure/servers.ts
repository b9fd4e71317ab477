/** A server that a test may stop and start again; clients find it where it was. */
export interface TestServer {
  /** Orderly. */
  stop(): Promise<void>
  /** As if its machine had lost power. */
  kill(): Promise<void>
  /** On the same data and address; resolves when it serves. */
  start(): Promise<void>
}

export interface Infrastructure {
  readonly kind: 'docker' | 'embedded'
  readonly kafka: TestServer & { readonly bootstrap: string[] }
  readonly postgres: TestServer & {
    /** A superuser's URL. */
    readonly adminUrl: string
  }
  /** Stops and removes both. */
  stop(): Promise<void>
}

export interface InfrastructureOptions {
  readonly log: (line: string) => void
}
