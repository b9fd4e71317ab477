import { type Dashboard, dashboardJson } from './dashboard.ts'
import { messaging } from './messaging.ts'
import { overview } from './overview.ts'
import { saga } from './saga.ts'
import { serviceDashboard } from './service.ts'

export const dashboardFolder = 'deploy/grafana/dashboards/'

/** Grafana's dashboards, path to text: an overview, the saga, messaging, and one for each service. */
export function dashboardFiles(services: readonly { readonly name: string }[]): [string, string][] {
  const names = services.map(({ name }) => name)
  const all: Record<string, Dashboard> = {
    overview: overview(names),
    saga,
    messaging,
    ...Object.fromEntries(names.map(name => [`service-${name}`, serviceDashboard(name)])),
  }
  return Object.entries(all).map(([name, dashboard]) => [
    `${dashboardFolder}${name}.json`,
    dashboardJson(dashboard),
  ])
}
