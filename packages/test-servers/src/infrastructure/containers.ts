import { setTimeout as pause } from 'node:timers/promises'
import { findFreePort, servingBrokers } from '@orderflow/embedded'
import pg from 'pg'
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers'
import type { Infrastructure, InfrastructureOptions, TestServer } from './servers.ts'
import { kafkaSettings, postgresSettings } from './settings.ts'

const kafkaImage = 'apache/kafka:4.3.1'
const postgresImage = 'postgres:18'
const serveWithinMs = 240_000

/**
 * The official images through Testcontainers. Host ports are chosen before, so that a container that is
 * stopped and started again is found where it was.
 */
export async function containerServers({ log }: InfrastructureOptions): Promise<Infrastructure> {
  log(`Starting ${kafkaImage} and ${postgresImage} in containers…`)
  const started = await Promise.allSettled([startKafka(), startPostgres()])
  const [kafka, postgres] = started
  if (kafka.status === 'rejected' || postgres.status === 'rejected') {
    await Promise.all(started.map(result => result.status === 'fulfilled' && result.value.container.stop()))
    throw kafka.status === 'rejected' ? kafka.reason : (postgres as PromiseRejectedResult).reason
  }
  return {
    kind: 'docker',
    kafka: kafka.value,
    postgres: postgres.value,
    async stop() {
      await Promise.all([kafka.value.container.stop(), postgres.value.container.stop()])
    },
  }
}

async function startKafka() {
  const port = await findFreePort()
  const container = await new GenericContainer(kafkaImage)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,INTERNAL://:9094,CONTROLLER://:9093',
      // A broker asks itself too, about transactions: not at the host's port, which it does not reach.
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port},INTERNAL://localhost:9094`,
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INTERNAL',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '6',
      ...Object.fromEntries(
        Object.entries(kafkaSettings).map(([name, value]) => [
          `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
          value,
        ]),
      ),
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(120_000)
    .start()
  return {
    ...(await controls(container, async () => (await servingBrokers(port, 2_000)).length > 0)),
    container,
    bootstrap: [`127.0.0.1:${port}`],
  }
}

async function startPostgres() {
  const port = await findFreePort()
  const password = 'orderflow'
  const container = await new GenericContainer(postgresImage)
    .withExposedPorts({ container: 5432, host: port })
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand([
      'postgres',
      ...Object.entries({ ...postgresSettings, max_connections: '200' }).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]),
    ])
    // Over TCP: while the image initialises the data, its server answers on a Unix socket only.
    .withHealthCheck({
      test: ['CMD', 'pg_isready', '--host=127.0.0.1', '--username=postgres'],
      interval: 500,
      timeout: 5_000,
      retries: 200,
    })
    .withWaitStrategy(Wait.forHealthCheck())
    .withStartupTimeout(120_000)
    .start()
  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  return { ...(await controls(container, () => answers(adminUrl))), container, adminUrl }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  return await client
    .connect()
    .then(() => true)
    .catch(() => false)
    .finally(() => client.end())
}

/** That a container runs already, or does not run, is what was asked for: 304, and 409 for a kill. */
function unlessAlready(error: { statusCode?: number }) {
  if (error.statusCode !== 304 && error.statusCode !== 409) throw error
}

/** Stops and starts a container without removing it; a container that runs need not serve yet. */
async function controls(
  container: StartedTestContainer,
  serves: () => Promise<boolean>,
): Promise<TestServer> {
  const { container: containers } = await getContainerRuntimeClient()
  const handle = containers.getById(container.getId())
  return {
    stop: async () => {
      await handle.stop({ t: 10 }).catch(unlessAlready)
    },
    kill: async () => {
      await handle.kill().catch(unlessAlready)
      await handle.wait()
    },
    start: async () => {
      await handle.start().catch(unlessAlready)
      for (const deadline = Date.now() + serveWithinMs; !(await serves()); await pause(100)) {
        if (Date.now() > deadline) throw new Error(`${container.getName()} does not serve after its restart`)
      }
    },
  }
}
