import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePort, serverProcess } from '@orderflow/embedded'
import { parse, stringify } from 'yaml'
import type { ByService } from '../../dev/lib/services.ts'
import { prometheusFolder } from './files.ts'

export interface Prometheus {
  readonly address: string
  /** The samples that a query finds now, with their labels. */
  query(expr: string): Promise<readonly Found[]>
  /** The labels of the exemplars of the last hour that these series have. */
  exemplars(expr: string): Promise<readonly Readonly<Record<string, string>>[]>
  /** All series of the last minutes, also those that have ended. */
  series(): Promise<readonly Readonly<Record<string, string>>[]>
  stop(): Promise<void>
}

export interface Found {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/**
 * Debian's Prometheus with `deploy/prometheus/host.yml` and the rules beside it, and three things changed: it scrapes
 * these addresses, twice a second, and an alert has to hold for a second only.
 *
 * @param dataDir where its files are kept
 */
export async function startPrometheus(addresses: ByService<string>, dataDir: string): Promise<Prometheus> {
  const folder = join(dataDir, 'prometheus')
  await mkdir(folder, { recursive: true })
  await cp(join(prometheusFolder, 'rules'), join(folder, 'rules'), { recursive: true })
  for (const name of await readdir(join(folder, 'rules'))) {
    await rewrite(join(folder, 'rules', name), text => text.replace(/^( +for:) .*$/gm, '$1 1s'))
  }
  const port = await findFreePort()
  const config = parse(await readFile(join(prometheusFolder, 'host.yml'), 'utf8'))
  config.global = { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' }
  for (const { targets, labels } of config.scrape_configs[0].static_configs) {
    targets[0] = new URL(addresses[labels.service as keyof typeof addresses] ?? '').host
  }
  config.scrape_configs[1].static_configs[0].targets = [`127.0.0.1:${port}`]
  await writeFile(join(folder, 'prometheus.yml'), stringify(config))

  const address = `http://127.0.0.1:${port}`
  const log = join(folder, 'prometheus.log')
  const server = serverProcess({
    name: 'Prometheus',
    command: 'prometheus',
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
    ],
    pidFile: join(folder, 'prometheus.pid'),
    consoleFile: log,
    logFile: log,
    stopSignal: 'SIGTERM',
    stopWithinMs: 10_000,
    orphanSignal: 'SIGKILL',
    startWithinMs: 30_000,
    startError: 'SERVICE_START',
    prepare: async () => {},
    isReady: async () => (await fetch(`${address}/-/ready`).catch(() => undefined))?.ok ?? false,
  })
  await server.start()

  const ask = async (path: string, parameters: Record<string, string>) => {
    const response = await fetch(`${address}/api/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
    })
    const { status, data, error } = (await response.json()) as Answer
    if (status !== 'success') throw new Error(`${error}: ${JSON.stringify(parameters)}`)
    return data
  }
  return {
    address,
    async query(expr) {
      const { result } = (await ask('query', { query: expr })) as Vector
      return result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }))
    },
    async exemplars(expr) {
      const now = Date.now() / 1000
      const span = { start: String(now - 3_600), end: String(now + 60) }
      const found = (await ask('query_exemplars', { query: expr, ...span })) as Exemplars
      return found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels))
    },
    series: async () => (await ask('series', { 'match[]': '{__name__=~".+"}' })) as Record<string, string>[],
    stop: () => server.stop(),
  }
}

interface Answer {
  readonly status: string
  readonly data: unknown
  readonly error?: string
}
interface Vector {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>
    readonly value: readonly [number, string]
  }[]
}

type Exemplars = readonly {
  readonly exemplars: readonly { readonly labels: Readonly<Record<string, string>> }[]
}[]

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')))
}
