import { fileURLToPath } from 'node:url'
import { type ServerProcess, startServers } from '@orderflow/embedded'
import type { Infrastructure, InfrastructureOptions, TestServer } from './servers.ts'
import { kafkaSettings, postgresSettings } from './settings.ts'

/** Where the project keeps Kafka's jars between runs. */
const kafkaCache = fileURLToPath(new URL('../../../../.cache/kafka', import.meta.url))

export async function embeddedServers({ log }: InfrastructureOptions): Promise<Infrastructure> {
  const { brokers, postgresUrl, processes, stop } = await startServers({
    cacheDirectory: kafkaCache,
    kafka: { serverProperties: kafkaSettings },
    postgres: { settings: postgresSettings },
    log,
  })
  const [node] = processes.kafka.nodes
  if (node === undefined) throw new Error('the cluster has no node')
  return {
    kind: 'embedded',
    kafka: { ...controls(node), bootstrap: brokers },
    postgres: { ...controls(processes.postgres), adminUrl: postgresUrl },
    stop,
  }
}

function controls(server: ServerProcess): TestServer {
  return {
    stop: () => server.stop(),
    start: () => server.start(),
    kill: () =>
      new Promise(resolve => {
        if (server.pid === undefined) return resolve()
        const off = server.onExit(() => {
          off()
          resolve()
        })
        server.kill('SIGKILL')
      }),
  }
}
