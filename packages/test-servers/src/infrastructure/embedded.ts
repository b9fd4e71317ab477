import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, startKafka, startPostgres } from '@orderflow/embedded'
import type { Infrastructure, InfrastructureOptions, TestServer } from './servers.ts'
import { kafkaSettings, postgresSettings } from './settings.ts'

/** Where the project keeps Kafka's jars between runs. */
const kafkaCache = fileURLToPath(new URL('../../../../.cache/kafka', import.meta.url))

export async function embeddedServers({ dataDir, log }: InfrastructureOptions): Promise<Infrastructure> {
  const starting = [
    startKafka({
      dataDir: join(dataDir, 'kafka'),
      cacheDir: kafkaCache,
      serverProperties: kafkaSettings,
      log,
    }),
    startPostgres({ dataDir: join(dataDir, 'postgres'), settings: postgresSettings, log }),
  ] as const
  const settled = await Promise.allSettled(starting)
  const failed = settled.find(result => result.status === 'rejected')
  if (failed !== undefined) {
    await Promise.all(settled.map(result => result.status === 'fulfilled' && result.value.stop()))
    throw failed.reason
  }
  const [kafka, postgres] = await Promise.all(starting)
  const [node] = kafka.nodes
  if (node === undefined) throw new Error('the cluster has no node')
  return {
    kind: 'embedded',
    kafka: { ...controls(node), bootstrap: kafka.bootstrap },
    postgres: { ...controls(postgres), adminUrl: postgres.url('postgres') },
    async stop() {
      await Promise.all([kafka.stop(), postgres.stop()])
    },
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
