import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Draft } from './draft.ts'

/** Where the lists stand that a new event or a new service gets a row in: one place for each path. */
export const paths = {
  registry: 'packages/events/src/registry.ts',
  reportedStatus: 'services/reporting/src/domain/order.ts',
  reportingConfig: 'services/reporting/src/config.ts',
  pageEvents: 'packages/live-page/web/model/events.ts',
  pageColours: 'packages/live-page/web/styles/base.css',
  terminalEvents: 'tools/dev/generate/saga/flaws.ts',
  services: 'tools/dev/lib/services.ts',
  startConfig: 'tools/run/start/config.ts',
  toolsPackage: 'tools/package.json',
  compose: 'docker-compose.yml',
  composeEndpoints: 'deploy/compose/endpoints.json',
  prometheus: 'deploy/prometheus/prometheus.yml',
  prometheusOfHost: 'deploy/prometheus/host.yml',
} as const

/** The names of the services: the folders in `services`. */
export const serviceFolders = (root: string): string[] =>
  readdirSync(join(root, 'services'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)

/** The events that a service publishes, as its `consumers.ts` says. */
export function publishedBy(draft: Draft, service: string): string[] {
  const [, rows = ''] =
    /export const publishes = \{(.*?)\} as const/s.exec(draft.read(`services/${service}/src/consumers.ts`)) ??
    []
  return [...rows.matchAll(/(\w+): \[/g)].map(([, type]) => type as string)
}

/** Every event, as the registry has it. */
export const eventsIn = (draft: Draft): string[] =>
  [...draft.read(paths.registry).matchAll(/^ {2}([A-Z]\w+): \{(?: \.\.\.versions|$)/gm)].map(
    ([, type]) => type as string,
  )
