import { startServers } from '@orderflow/embedded'

const { brokers, postgresUrl, stop } = await startServers()

export function setup() {
  process.env.KAFKA_BROKERS = brokers.join()
  process.env.POSTGRES_URL = postgresUrl
}
// As Node's runner calls them.
export { setup as globalSetup, stop as teardown, stop as globalTeardown }
