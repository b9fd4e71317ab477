import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { dashboardJson } from '../dashboards/dashboard.ts'
import { overview } from '../dashboards/overview.ts'
import type { Panel } from '../dashboards/panel.ts'

export const importFolder = 'deploy/grafana/import/'

const input = 'DS_PROMETHEUS'

/** As Grafana's importer asks for a data source: its uid stands for the input in every text. */
const asked = {
  __inputs: [
    {
      name: input,
      label: 'Prometheus',
      description: 'Scrapes the services as deploy/prometheus does.',
      type: 'datasource',
      pluginId: 'prometheus',
      pluginName: 'Prometheus',
    },
  ],
}

/** The release that the dashboards are made for, and its kinds of panels by their names. */
const grafana = { type: 'grafana', id: 'grafana', name: 'Grafana', version: '12.4.0' }
const panelNames: Readonly<Record<Panel['type'], string>> = {
  heatmap: 'Heatmap',
  stat: 'Stat',
  table: 'Table',
  timeseries: 'Time series',
}

/**
 * The overview as a file that Grafana imports by itself: it asks which Prometheus to use, and that one needs none of
 * our recording rules, since the queries say in full what those record.
 */
export function importableDashboard(services: readonly { readonly name: string }[]): [string, string] {
  const whole = overview(services.map(({ name }) => name))
  const rows = whole.rows.map(row => ({
    ...row,
    panels: row.panels.map(panel => ({
      ...panel,
      queries: panel.queries.map(query => ({ ...query, expr: inFull(query.expr) })),
    })),
  }))
  const { editable: _, ...model } = JSON.parse(
    dashboardJson({ ...whole, rows }, { type: 'prometheus', uid: `\${${input}}` }),
  )
  const types = [...new Set(rows.flatMap(({ panels }) => panels.map(({ type }) => type)))].sort()
  const needed = {
    __requires: [
      grafana,
      { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
      ...types.map(type => ({ type: 'panel', id: type, name: panelNames[type], version: '' })),
    ],
  }
  const dashboard = { ...asked, __elements: {}, ...needed, id: null, ...model, editable: true }
  return [`${importFolder}overview.json`, `${JSON.stringify(dashboard, null, 2)}\n`]
}

interface Rule {
  readonly record: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
}

/** What each recorded series is made of. */
function recorded(): Map<string, string> {
  const path = new URL('../../../../deploy/prometheus/rules/recording.yml', import.meta.url)
  const { groups }: { groups: readonly { readonly rules: readonly Rule[] }[] } = parse(
    readFileSync(path, 'utf8'),
  )
  const rules = Map.groupBy(
    groups.flatMap(group => group.rules),
    ({ record }) => record,
  )
  return new Map([...rules].map(([record, of]) => [record, of.map(labelled).join(' or ')]))
}

const labelled = ({ expr, labels = {} }: Rule): string =>
  Object.entries(labels).reduce(
    (inner, [label, value]) => `label_replace(${inner}, "${label}", "${value}", "", "")`,
    expr.trim().replace(/\s+/g, ' '),
  )

/**
 * A query with what a rule records in the place of its name.
 * @throws Error for a recorded series of which a query wants a part only
 */
function inFull(expr: string, rules = recorded()): string {
  return expr.replace(/\w+:\w+:\w+(\{)?/g, (name, part) => {
    const of = rules.get(name)
    if (part !== undefined || of === undefined)
      throw new Error(
        `The overview asks for ${name}: the dashboard for import cannot say that without the rule.`,
      )
    return `(${inFull(of, rules)})`
  })
}
