import { type Draft, draftOf, Refusal } from './draft.ts'
import type { Made } from './event.ts'
import { type ServiceFacts, serviceNames } from './names.ts'
import { behindLast, behindRow, replaced, rowOf } from './rows.ts'
import { serviceFiles } from './service-files/index.ts'
import { eventsIn, paths, serviceFolders } from './sources.ts'

export interface NewService {
  readonly name: string
  /** The event that it reads to begin with. */
  readonly reads: string
}

/**
 * What a new service needs that reads events and keeps rows of its own: its package, a database, a table of reactions,
 * a route, a pact, tests; and its place wherever services are started, configured, scraped and drawn.
 *
 * @throws Refusal for a name that is taken or malformed, an event that there is not or that is about no order
 */
export function newService(root: string, { name, reads }: NewService): Made {
  const draft = draftOf(root)
  const names = serviceNames(name)
  if (serviceFolders(root).includes(name)) throw new Refusal(`There is a service ${name} already.`)
  const facts = { ...names, port: freePort(draft), reads, versions: versionsOf(draft, reads) }
  for (const [path, text] of Object.entries(serviceFiles(facts))) draft.create(path, text)
  list(draft, facts)
  deploy(draft, facts)
  const then = ['npm run check -- --fix', 'npm test -- unit', `npm test -- services/${name}`]
  return { draft, left: leftOf(facts), then, install: true }
}

/** The versions of an event of an order, the current one first. */
function versionsOf(draft: Draft, reads: string): number[] {
  if (!eventsIn(draft).includes(reads)) throw new Refusal(`There is no event ${reads}.`)
  const row = rowOf(draft.read(paths.registry), 'defineEvents(', reads) ?? ''
  if (!row.includes("key: 'orderId'"))
    throw new Refusal(`${reads} is about no order: begin with an event that is.`)
  return [...row.matchAll(/\.v(\d+)'\]/g)].map(([, version]) => Number(version))
}

/** The one after the last that a service, or what starts them, has by default. */
function freePort(draft: Draft): number {
  const sources = [paths.services, paths.startConfig].map(draft.read).join('')
  return 1 + Math.max(...[...sources.matchAll(/\b30\d\d\b/g)].map(([port]) => Number(port)))
}

/** Its place in the lists of the tools and of reporting. */
function list(draft: Draft, { name, camel, database, port }: ServiceFacts): void {
  const imported = `import * as ${camel} from '@orderflow/${name}/consumers'`
  const row = `  facts('${name}', '${database}', ${port}, ${camel}),`
  draft.edit(paths.services, imported, text =>
    behindLast(text, /^import \* as \w+ from '@orderflow/, imported),
  )
  draft.edit(paths.services, row.trim(), text => behindLast(text, /^ {2}facts\('/, row))
  draft.edit(paths.services, `'${name}' into ReadingService`, text =>
    replaced(text, /(export type ReadingService =.*)/, (line = '') => `${line} | '${name}'`),
  )
  draft.edit(paths.services, `'${name}': true into \`reading\``, text =>
    replaced(text, /(const reading: [^{]*\{[^}]*?),? \}/, (_, rows) => `${rows}, '${name}': true }`),
  )
  draft.edit(paths.toolsPackage, `"@orderflow/${name}" into dependencies`, text =>
    replaced(
      text,
      /^( +)"@orderflow\/order": "workspace:\*",$/m,
      (line = '', indent) => `${indent}"@orderflow/${name}": "workspace:*",\n${line}`,
    ),
  )
  draft.edit(paths.reportingConfig, `${name} into the default of LAG_GROUPS`, text =>
    replaced(text, /(default: 'order,[a-z,-]+)'/, (_, groups) => `${groups},${name}'`),
  )
  draft.edit(paths.pageColours, `a colour --${name}`, text =>
    behindLast(text, /^ {2}--reporting: /, `  --${name}: light-dark(#6b6b1d, #c9c95a);`),
  )
}

/** Its place in what deploys, scrapes and finds services. */
function deploy(draft: Draft, { name, prefix, port }: ServiceFacts): void {
  for (const kind of ['KAFKA_PASSWORD', 'DB_PASSWORD']) {
    const password = `${prefix}_${kind}`
    const row = `${password}_FILE: /run/secrets/setup/${password}`
    draft.edit(paths.compose, `${password} into setup`, text =>
      behindRow(text, '  setup:', 'REPORTING_KAFKA_PASSWORD_FILE', row),
    )
  }
  draft.edit(paths.compose, `the service ${name}`, text =>
    replaced(
      text,
      /\n {2}prometheus:\n/,
      found => `
  ${name}:
    <<: *service
    command: [services/${name}/src/main.ts]
    user: "${port}:${port}" # whose folder of secrets it reads
    ports: ["127.0.0.1:\${${prefix}_PORT:-${port}}:${port}"]
    environment:
      <<: *service-environment
      PORT: ${port}
      DATABASE_URL_FILE: /run/secrets/${name}/database-url
      KAFKA_USERNAME: ${name}
      KAFKA_PASSWORD_FILE: /run/secrets/${name}/kafka-password
${found}`,
    ),
  )
  draft.edit(paths.compose, `${name} into SERVICE_URLS of reporting`, text =>
    replaced(
      text,
      /^( +)reporting=http:/m,
      (line = '', indent) => `${indent}${name}=http://127.0.0.1:\${${prefix}_PORT:-${port}},\\\n${line}`,
    ),
  )
  draft.edit(paths.compose, `${name} into METRICS_URLS of reporting`, text =>
    replaced(text, /(?<=shipping=http:\/\/shipping:3004,)/, () => `${name}=http://${name}:${port},`),
  )
  draft.edit(paths.composeEndpoints, `"${name}" into services`, text =>
    replaced(
      text,
      /^( +)"reporting": "http/m,
      (line = '', indent) => `${indent}"${name}": "http://127.0.0.1:${port}",\n${line}`,
    ),
  )
  for (const [path, host] of [
    [paths.prometheus, name],
    [paths.prometheusOfHost, '127.0.0.1'],
  ] as const) {
    const target = `      - { targets: ["${host}:${port}"], labels: { service: ${name} } }`
    draft.edit(path, target.trim(), text => behindLast(text, /labels: \{ service: /, target))
  }
}

const leftOf = ({ name, reads, prefix, port }: ServiceFacts): string[] => [
  `services/${name}/migrations/0001_orders.sql, src/domain, src/store.ts: what it keeps; now an order's id and a time`,
  `services/${name}/src/consumers.ts: what else it reads; now ${reads} alone`,
  `services/${name}/src/routes.ts: what it answers; now GET /orders/:orderId`,
  `services/${name}/src/pacts.ts: which fields it uses`,
  `${paths.pageColours}: its colour on the live page, --${name}`,
  `docs/configuration.md: ${prefix}_PORT, ${port} by default; docs/try.md: its routes; README.md: its place in the picture`,
  'packages/audit: an invariant, if what it keeps must agree with the other services',
]
