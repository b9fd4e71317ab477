import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url))
export const prometheusFolder = join(projectRoot, 'deploy/prometheus')

/** A rule of Prometheus: what it records, or what it alerts on. */
export interface Rule {
  readonly record?: string
  readonly alert?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[]
}

/** A query to Prometheus, and who asks it. */
export interface Asked {
  readonly by: string
  readonly expr: string
}

export async function readYaml<Content>(path: string): Promise<Content> {
  return parse(await readFile(join(projectRoot, path), 'utf8'), { merge: true })
}

/** All rules of `deploy/prometheus/rules`. */
export async function readRules(): Promise<Rule[]> {
  const names = await readdir(join(prometheusFolder, 'rules'))
  const files = await Promise.all(names.map(name => readYaml<RuleFile>(`deploy/prometheus/rules/${name}`)))
  return files.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
}

interface Model {
  readonly title: string
  readonly panels: readonly {
    readonly title: string
    readonly targets?: readonly { readonly expr: string }[]
  }[]
  readonly annotations: { readonly list: readonly { readonly expr: string }[] }
}

/** Each query of each dashboard, with Grafana's own variable for the range as one minute. */
export async function dashboardQueries(): Promise<Asked[]> {
  const folder = join(projectRoot, 'deploy/grafana/dashboards')
  const asked: Asked[] = []
  for (const name of await readdir(folder)) {
    const { panels, annotations }: Model = JSON.parse(await readFile(join(folder, name), 'utf8'))
    for (const { expr } of annotations.list) asked.push({ by: `${name}, annotations`, expr })
    for (const { title, targets = [] } of panels)
      for (const { expr } of targets)
        asked.push({ by: `${name}, "${title}"`, expr: expr.replaceAll('$__rate_interval', '1m') })
  }
  return asked
}

/** Each rule's query. */
export async function ruleQueries(): Promise<Asked[]> {
  return (await readRules()).map(({ alert, record, expr }) => ({ by: `${alert ?? record}`, expr }))
}

/** The queries that Grafana makes from a span to its service's metrics. */
export async function traceQueries(): Promise<Asked[]> {
  interface DataSources {
    datasources: { jsonData: { tracesToMetrics?: { queries: { name: string; query: string }[] } } }[]
  }
  const { datasources } = await readYaml<DataSources>(
    'deploy/grafana/provisioning/datasources/orderflow.yaml',
  )
  return datasources
    .flatMap(({ jsonData }) => jsonData.tracesToMetrics?.queries ?? [])
    .map(({ name, query }) => ({
      by: `trace to "${name}"`,
      expr: query.replaceAll('$$__tags', 'service="order"'),
    }))
}
