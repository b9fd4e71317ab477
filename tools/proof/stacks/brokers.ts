import { join } from 'node:path'
import { ServiceError } from '@orderflow/service-kit'
import { motoMissing, startMoto } from '@orderflow/test-servers/moto'
import { natsMissing, startNats } from '@orderflow/test-servers/nats'
import { rabbitMqMissing, startRabbitMq } from '@orderflow/test-servers/rabbitmq'

export interface Brokers {
  readonly rabbitmq: Awaited<ReturnType<typeof startRabbitMq>>
  readonly nats: Awaited<ReturnType<typeof startNats>>
  readonly moto: Awaited<ReturnType<typeof startMoto>>
  stop(): Promise<void>
}

/**
 * What the brokers need and this machine has not: a sentence each, with the command that brings it.
 */
export const brokersMissing = (): string[] =>
  [rabbitMqMissing(), natsMissing(), motoMissing()].filter(sentence => sentence !== undefined)

/**
 * A RabbitMQ node, a NATS server and an AWS endpoint (moto) of our own, on loopback and free ports.
 *
 * @throws ServiceError `TOOL_MISSING` with a sentence for each tool
 */
export async function startBrokers(dataDir: string, log: (line: string) => void): Promise<Brokers> {
  const missing = brokersMissing()
  if (missing.length > 0) throw new ServiceError('TOOL_MISSING', missing.join('\n'))
  const starts = await Promise.allSettled([
    startRabbitMq({ dataDir: join(dataDir, 'rabbitmq') }),
    startNats({ dataDir: join(dataDir, 'nats'), log }),
    startMoto({ dataDir: join(dataDir, 'moto'), log }),
  ])
  const stop = async () => {
    await Promise.all(starts.map(server => server.status === 'fulfilled' && server.value.stop()))
  }
  const [first, second, third] = starts
  if (first.status === 'fulfilled' && second.status === 'fulfilled' && third.status === 'fulfilled') {
    return { rabbitmq: first.value, nats: second.value, moto: third.value, stop }
  }
  await stop()
  throw (starts.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason
}
