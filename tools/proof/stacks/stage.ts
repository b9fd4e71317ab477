import { join } from 'node:path'
import type { ServerProcess } from '@orderflow/embedded'
import { percentile } from '@orderflow/load'
import { startMoto } from '@orderflow/test-servers/moto'
import pg from 'pg'
import { postgresUrl } from '../../dev/lib/endpoints.ts'
import { readingServices } from '../../dev/lib/services.ts'
import { freePorts, type System, startSystem } from '../../dev/lib/system.ts'
import { awsEnvironment } from './aws.ts'
import { type Bridge, bridgeProcess } from './bridge-process.ts'
import { type Brokers, startBrokers } from './brokers.ts'
import { consumeKafka } from './kafka-consumer.ts'
import { consumeNats } from './nats-consumer.ts'
import { pythonStack, type Stack, springStack } from './stack-processes.ts'
import { EventView, type StackReport } from './view.ts'
import { shortenVisibility } from './visibility.ts'

export const stackNames = ['kafka', 'rabbitmq', 'eventbridge', 'nats'] as const
export type StackName = (typeof stackNames)[number]

/** Everything that runs: the system, the brokers, the bridge between them, and the stacks. */
export interface Stage {
  readonly system: System
  readonly brokers: Brokers
  readonly bridge: Bridge
  readonly spring: ServerProcess
  readonly python: ServerProcess
  /** A superuser's URL of a database. */
  postgresUrl(database: string): string
  /** What each stack says now. */
  reports(): Promise<Readonly<Record<StackName, StackReport>>>
  stop(): Promise<void>
}

interface StageOptions {
  readonly dataDir: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

const springDatabase = 'spring_view'
const bus = 'orderflow'
/** Longer than a batch takes, however busy the machine. */
const hiddenSeconds = 30

/** Starts all of it, brokers before those who use them; if one does not start, what has started is stopped. */
export async function openStage({ dataDir, log, signal }: StageOptions): Promise<Stage> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const each of stops.toReversed()) await each()
  }
  try {
    const system = await startSystem({
      ...{ dataDir, fresh: true, ports: freePorts, without: readingServices, log, signal },
    })
    stops.push(() => system.stop())
    const endpoints = system.endpoints()
    const urlOf = (database: string) => postgresUrl(endpoints, database)
    log('Starting RabbitMQ, NATS and the AWS endpoint…')
    const brokers = await startBrokers(dataDir, log)
    stops.push(() => brokers.stop())
    signal.throwIfAborted()

    // By itself: each of its transactions copies whole tables, and buses and queues would wait for that.
    const tables = await startMoto({ dataDir: join(dataDir, 'dynamodb'), log })
    stops.push(() => tables.stop())
    const aws = awsEnvironment(brokers.moto.url, tables.url)
    const python = pythonStack(dataDir, aws)
    log('Starting the Spring stack, the Python stack and the bridge…')
    await createDatabase(urlOf('postgres'), springDatabase)
    const spring = await springStack({
      ...{ dataDir, rabbitmq: brokers.rabbitmq.url, postgres: endpoints.postgres },
      database: springDatabase,
    })
    await Promise.all([spring.process.start(), python.call('setup')])
    stops.push(() => spring.process.stop())
    await shortenVisibility(brokers.moto.url, hiddenSeconds)
    await python.call('seed', ...(await firstStock(urlOf('inventory'))))
    await python.process.start()
    stops.push(() => python.process.stop())
    const bridge = await bridgeProcess({
      brokers: system.kafka.bootstrap,
      kafkaAdmin: endpoints.kafkaSecurity,
      adminUrl: urlOf('postgres'),
      dataDir,
      env: {
        ...aws,
        JWT_ISSUER: system.issuer.url,
        TARGETS: 'rabbitmq,eventbridge,nats',
        RABBITMQ_URL: brokers.rabbitmq.url,
        EVENTBRIDGE_ENDPOINT: brokers.moto.url,
        EVENTBRIDGE_BUS: bus,
        EVENTBRIDGE_INBOUND_QUEUE_URL: `${brokers.moto.url}/123456789012/bridge-inbound`,
        NATS_URL: brokers.nats.url,
      },
    })
    await bridge.process.start()
    stops.push(() => bridge.process.stop())

    const views = { kafka: new EventView(), nats: new EventView() }
    const kafka = consumeKafka(system.kafkaAccess, views.kafka)
    stops.push(() => kafka.stop())
    const nats = await consumeNats(brokers.nats.url, views.nats)
    stops.push(() => nats.stop())
    return {
      ...{
        system,
        brokers,
        bridge,
        spring: spring.process,
        python: python.process,
        postgresUrl: urlOf,
        stop,
      },
      reports: () => reportsOf(views, spring, python),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function reportsOf(
  views: { readonly kafka: EventView; readonly nats: EventView },
  spring: Stack,
  python: Stack,
): Promise<Readonly<Record<StackName, StackReport>>> {
  const [rabbitmq, eventbridge] = await Promise.all([spring.report(), python.report()])
  return { kafka: own(views.kafka), rabbitmq, eventbridge, nats: own(views.nats) }
}

const own = (view: EventView): StackReport => {
  const waits = view.arrivals.map(({ milliseconds }) => milliseconds)
  return { ...view.report(), milliseconds: { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) } }
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  await ask(adminUrl, `CREATE DATABASE ${name}`)
}

/** `prod-1=100` for each product. */
const firstStock = async (url: string) =>
  (
    await ask<{ product: string; pieces: number }>(
      url,
      'SELECT product_id AS product, available AS pieces FROM products',
    )
  ).map(({ product, pieces }) => `${product}=${pieces}`)

async function ask<Row extends object>(connectionString: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString, application_name: 'stacks' })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
