import type { Dashboard } from '@grafana/schema'
import { expect, test } from 'vitest'
import { wantsOf } from '../../../proof/observability/promql.ts'
import { services } from '../../lib/services.ts'
import { dashboardFiles } from '../dashboards/index.ts'
import { prometheus } from '../dashboards/model.ts'
import { importableDashboard } from './grafana.ts'

interface Importable extends Dashboard {
  readonly __inputs: readonly { readonly name: string; readonly type: string; readonly pluginId: string }[]
  readonly __requires: readonly { readonly type: string; readonly id: string }[]
}

const [, text] = importableDashboard(services)
const dashboard: Importable = JSON.parse(text)

/** As Grafana's importer does: every `${NAME}` in any text is the value of that input, or the import fails. */
function imported(inputs: Readonly<Record<string, string>>): Dashboard {
  const { __inputs, __requires, ...rest } = JSON.parse(text, (_, value) =>
    typeof value === 'string'
      ? value.replace(/\$\{(\w+)\}/g, (_, name) => {
          if (inputs[name] === undefined) throw new Error(`The import asks for nothing called ${name}.`)
          return inputs[name]
        })
      : value,
  )
  return rest
}

const panelsOf = ({ panels = [] }: Dashboard) =>
  panels.filter(({ type }) => type !== 'row') as (NonNullable<Dashboard['panels']>[number] & {
    targets: { expr: string }[]
  })[]

test('asks for a Prometheus and nothing else, and says what it needs', () => {
  expect(dashboard.__inputs).toMatchObject([{ type: 'datasource', pluginId: 'prometheus' }])
  expect(dashboard.id).toBeNull()
  const needed = dashboard.__requires.filter(({ type }) => type === 'panel').map(({ id }) => id)
  expect(needed).toEqual([...new Set(panelsOf(dashboard).map(({ type }) => type))].sort())
})

test('imported, it is the overview, which asks the Prometheus that was chosen', () => {
  const [, overview] = dashboardFiles(services).find(([path]) => path.endsWith('/overview.json')) ?? []
  const { panels: provisioned, ...about }: Dashboard = JSON.parse(overview ?? '')
  const { panels, ...rest } = imported({ DS_PROMETHEUS: prometheus.uid })
  expect(rest).toMatchObject({ ...about, editable: true })
  const withoutQueries = (all: Dashboard['panels']) => all?.map(panel => ({ ...panel, targets: undefined }))
  expect(withoutQueries(panels)).toEqual(withoutQueries(provisioned))
  expect(JSON.stringify(imported({ DS_PROMETHEUS: 'theirs' }))).not.toContain(`"uid":"${prometheus.uid}"`)
})

test('its queries are PromQL, and ask for nothing that only a rule of ours records', () => {
  for (const { targets } of panelsOf(dashboard))
    for (const { expr } of targets) {
      const { selectors } = wantsOf(expr.replaceAll('$__rate_interval', '1m'))
      expect(selectors.map(({ name }) => name).filter(name => name.includes(':'))).toEqual([])
    }
})
