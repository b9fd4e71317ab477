import { dockerAnswers } from '@orderflow/embedded'
import { containerServers } from './containers.ts'
import { embeddedServers } from './embedded.ts'

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
  readonly dataDir: string
  readonly log: (line: string) => void
}

/**
 * A real Kafka and a real PostgreSQL: in containers where a Docker engine answers and has or gets the
 * images, else embedded.
 * `ORDERFLOW_TEST_SERVERS=embedded|docker` decides it by hand.
 */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const wanted = process.env.ORDERFLOW_TEST_SERVERS
  if (wanted === 'docker') return await containerServers(options)
  if (wanted !== 'embedded' && (await dockerAnswers())) {
    try {
      return await containerServers(options)
    } catch (error) {
      options.log(`A Docker engine answers, but the containers did not start: ${(error as Error).message}`)
      options.log('Going on with the embedded servers.')
    }
  }
  return await embeddedServers(options)
}
