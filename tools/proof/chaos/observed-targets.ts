import { join } from 'node:path'
import { type TcpProxy, tcpProxy } from '@orderflow/test-servers/tcp-proxy'
import { projectRoot, type System } from '../../dev/lib/system.ts'
import { awsEnvironment } from '../stacks/aws.ts'
import { bridgeProcess } from '../stacks/bridge-process.ts'
import { type Brokers, startBrokers } from '../stacks/brokers.ts'
import { consumeEventBridge } from '../stacks/eventbridge-consumer.ts'
import { consumeKafka } from '../stacks/kafka-consumer.ts'
import { consumeNats } from '../stacks/nats-consumer.ts'
import { consumeRabbitmq } from '../stacks/rabbitmq-consumer.ts'
import { EventView } from '../stacks/view.ts'
import { killAndWait } from './processes.ts'

export const targetNames = ['rabbitmq', 'eventbridge', 'nats'] as const
export type TargetName = (typeof targetNames)[number]

/** The bridge with its targets, each with a consumer that keeps a view of what comes, and one on Kafka itself. */
export interface ObservedTargets {
  readonly views: Readonly<Record<TargetName | 'kafka', EventView>>
  /** Takes a target away as a crash does. */
  kill(name: TargetName): Promise<void>
  startAgain(name: TargetName): Promise<void>
  stop(): Promise<void>
}

const bus = 'orderflow'

/**
 * Starts brokers, bridge and consumers beside a running system.
 *
 * @param adminUrl a superuser's URL of the system's database server
 */
export async function observeTargets(system: System, adminUrl: string): Promise<ObservedTargets> {
  const dataDir = join(projectRoot, '.data', 'chaos', 'targets-down')
  const brokers = await startBrokers(dataDir, () => {})
  const stops: (() => Promise<unknown>)[] = [() => brokers.stop()]
  const stop = async () => {
    for (const each of stops.toReversed()) await each()
  }
  try {
    const aws = await proxyOf(brokers.moto.url)
    stops.push(() => aws.proxy.close())
    const views = Object.fromEntries(
      [...targetNames, 'kafka'].map(name => [name, new EventView()]),
    ) as unknown as ObservedTargets['views']
    const consumers = await Promise.all([
      consumeEventBridge({ endpoint: aws.url, bus }, views.eventbridge),
      consumeRabbitmq(brokers.rabbitmq.url, views.rabbitmq),
    ])
    stops.push(...consumers.map(consumer => () => consumer.stop()))
    const bridge = await bridgeProcess({
      brokers: system.kafka.bootstrap,
      kafkaAdmin: system.endpoints().kafkaSecurity,
      ...{ adminUrl, dataDir },
      env: {
        ...awsEnvironment(aws.url),
        JWT_ISSUER: system.issuer.url,
        TARGETS: targetNames.join(','),
        RABBITMQ_URL: brokers.rabbitmq.url,
        RABBITMQ_EVENTS: events,
        EVENTBRIDGE_ENDPOINT: aws.url,
        EVENTBRIDGE_BUS: bus,
        EVENTBRIDGE_EVENTS: events,
        NATS_URL: brokers.nats.url,
        NATS_EVENTS: events,
      },
    })
    await bridge.process.start()
    stops.push(() => bridge.process.stop())
    const nats = await consumeNats(brokers.nats.url, views.nats)
    const kafka = consumeKafka(system.kafkaAccess, views.kafka)
    stops.push(
      () => nats.stop(),
      () => kafka.stop(),
    )
    // What RabbitMQ 3.10 knows of a queue is on the disk after some seconds, or when it is told (see findings).
    brokers.rabbitmq.ctl('eval', '[dets:sync(Table) || Table <- dets:all()].')
    return { views, stop, ...faultsOf(brokers, aws.proxy) }
  } catch (error) {
    await stop()
    throw error
  }
}

const events = 'OrderCreated,StockReserved,StockReleased'

/** A server that keeps its data is killed; the endpoint, which keeps all in memory as AWS does not, becomes unreachable. */
function faultsOf({ rabbitmq, nats }: Brokers, aws: TcpProxy): Pick<ObservedTargets, 'kill' | 'startAgain'> {
  const faults: Readonly<Record<TargetName, { kill(): unknown; start(): unknown }>> = {
    rabbitmq: { kill: () => killAndWait(rabbitmq.process), start: () => rabbitmq.process.start() },
    eventbridge: { kill: () => aws.cut(), start: () => aws.heal() },
    nats: { kill: () => killAndWait(nats.process), start: () => nats.process.start() },
  }
  return {
    kill: async name => void (await faults[name].kill()),
    startAgain: async name => void (await faults[name].start()),
  }
}

async function proxyOf(target: string): Promise<{ proxy: TcpProxy; url: string }> {
  const { hostname, port } = new URL(target)
  const proxy = await tcpProxy({ host: hostname, port: Number(port) })
  return { proxy, url: `http://${proxy.host}:${proxy.port}` }
}
