import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { prometheus } from '../../dev/generate/dashboards/model.ts'
import { readEndpoints } from '../../dev/lib/endpoints.ts'
import { services } from '../../dev/lib/services.ts'
import { dashboardQueries, projectRoot, readRules, readYaml, ruleQueries, traceQueries } from './files.ts'
import { installed } from './installed.ts'
import { wantsOf } from './promql.ts'

interface PrometheusConfig {
  readonly global: object
  readonly rule_files: readonly string[]
  readonly scrape_configs: readonly {
    readonly job_name: string
    readonly static_configs: readonly {
      readonly targets: string[]
      readonly labels?: { readonly service: string }
    }[]
  }[]
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
}
interface ComposeService {
  readonly image?: string
  readonly profiles?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, object>>
  readonly volumes?: readonly string[]
}

const inContainers = await readYaml<PrometheusConfig>('deploy/prometheus/prometheus.yml')
const onTheHost = await readYaml<PrometheusConfig>('deploy/prometheus/host.yml')
const compose = await readYaml<Compose>('docker-compose.yml')
const beside = Object.entries(compose.services).filter(([, { profiles = [] }]) =>
  profiles.includes('observability'),
)
const targetsOf = ({ scrape_configs: jobs }: PrometheusConfig, job: string) =>
  jobs
    .find(each => each.job_name === job)
    ?.static_configs.map(({ targets, labels }) => [labels?.service, ...targets])

describe('Prometheus', () => {
  test('scrapes each service, in containers and on the host', () => {
    expect(targetsOf(inContainers, 'orderflow')).toEqual(
      services.map(({ name, port }) => [name, `${name}:${port}`]),
    )
    expect(targetsOf(onTheHost, 'orderflow')).toEqual(
      services.map(({ name, port }) => [name, `127.0.0.1:${port}`]),
    )
  })

  test('scrapes the same system by the same rules, wherever it runs', () => {
    const { scrape_configs: _, ...containers } = inContainers
    const { scrape_configs: __, ...host } = onTheHost
    expect(containers).toEqual(host)
    expect(containers.rule_files).toEqual(['rules/*.yml'])
  })

  test('is asked in PromQL by every rule and every panel, and by no two rules for the same alert', async () => {
    for (const { expr } of [
      ...(await ruleQueries()),
      ...(await dashboardQueries()),
      ...(await traceQueries()),
    ])
      wantsOf(expr)
    const alerts = (await readRules()).flatMap(({ alert = [] }) => alert)
    expect(alerts).toEqual([...new Set(alerts)])
    expect(alerts.length).toBeGreaterThan(8)
  })
})

describe('Grafana', () => {
  interface DataSource {
    readonly uid: string
    readonly url: string
    readonly jsonData: {
      readonly exemplarTraceIdDestinations?: readonly { readonly datasourceUid: string }[]
      readonly tracesToMetrics?: { readonly datasourceUid: string }
    }
  }

  test('has the data sources that its dashboards ask, and that lead to each other', async () => {
    const { datasources } = await readYaml<{ datasources: DataSource[] }>(
      'deploy/grafana/provisioning/datasources/orderflow.yaml',
    )
    const uids = datasources.map(({ uid }) => uid)
    for (const { url } of datasources) expect(compose.services).toHaveProperty(new URL(url).hostname)
    for (const { jsonData } of datasources) {
      const leadsTo = [...(jsonData.exemplarTraceIdDestinations ?? []), jsonData.tracesToMetrics ?? []].flat()
      expect(leadsTo).not.toEqual([])
      for (const { datasourceUid } of leadsTo) expect(uids).toContain(datasourceUid)
    }
    expect(uids).toContain(prometheus.uid)
  })
})

describe('docker-compose.yml', () => {
  test('is found by the commands that look for a running system', async () => {
    const { services: addresses } = await readEndpoints(join(projectRoot, 'deploy/compose/endpoints.json'))
    expect(addresses).toEqual(
      Object.fromEntries(services.map(({ name, port }) => [name, `http://127.0.0.1:${port}`])),
    )
  })

  test('starts these only with the profile, in versions that do not change under the same name', () => {
    expect(beside.map(([name]) => name).sort()).toEqual(['grafana', 'jaeger', 'otel-collector', 'prometheus'])
    for (const [name, { image }] of beside) expect(image, name).toMatch(/:v?\d+\.\d+\.\d+$/)
  })

  test('lets nothing wait for them', () => {
    const names = beside.map(([name]) => name)
    for (const { depends_on: needs = {} } of Object.values(compose.services))
      expect(Object.keys(needs).filter(name => names.includes(name))).toEqual([])
  })

  test('mounts only what is there', async () => {
    const mounted = beside.flatMap(([, { volumes = [] }]) =>
      volumes.map(volume => volume.split(':')[0] ?? ''),
    )
    const folders = mounted.filter(source => source.startsWith('./'))
    expect(folders.length).toBeGreaterThan(3)
    for (const folder of folders) expect(await readdir(join(projectRoot, folder)), folder).not.toEqual([])
  })

  test('hands on each variable of deploy/observability.env', async () => {
    const env = await readFile(join(projectRoot, 'deploy/observability.env'), 'utf8')
    const names = [...env.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name)
    const text = await readFile(join(projectRoot, 'docker-compose.yml'), 'utf8')
    expect(names).toContain('COMPOSE_PROFILES')
    for (const name of names.filter(each => each !== 'COMPOSE_PROFILES'))
      expect(text.includes(`\${${name}:-}`), name).toBe(true)
  })

  test.skipIf(!installed('docker', 'compose version', 'Docker with its compose plugin'))(
    'is valid with the profile and without, and traces only when asked to',
    () => {
      const config = (...options: string[]): Compose => {
        const args = ['compose', ...options, 'config', '--format', 'json']
        const { status, stdout, stderr } = spawnSync('docker', args, { cwd: projectRoot, encoding: 'utf8' })
        expect(status, stderr).toBe(0)
        return JSON.parse(stdout)
      }
      const plain = config()
      const watched = config('--profile', 'observability')
      const traced = config('--env-file', 'deploy/observability.env')
      for (const [name] of beside) {
        expect(plain.services).not.toHaveProperty(name)
        expect(watched.services).toHaveProperty(name)
        expect(traced.services).toHaveProperty(name)
      }
      for (const { name } of services) {
        expect(watched.services[name]?.environment?.OTEL_EXPORTER_OTLP_ENDPOINT).toBe('')
        expect(traced.services[name]?.environment?.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(
          'http://otel-collector:4318',
        )
      }
    },
  )
})
