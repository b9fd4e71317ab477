import { dockerAnswers } from '@orderflow/embedded'
import { containerServers } from './containers.ts'
import { embeddedServers } from './embedded.ts'
import type { Infrastructure, InfrastructureOptions } from './servers.ts'

export type { Infrastructure, TestServer } from './servers.ts'

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
