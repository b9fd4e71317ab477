import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Contract, contracts } from '@orderflow/events'
import { scalingPage } from '../../proof/scaling/page.ts'
import { services as allServices, bridge, type ServiceFacts } from '../lib/services.ts'
import { answersModule } from './answers.ts'
import { asyncApi } from './asyncapi/document.ts'
import { eventPage, pageName } from './catalogue/event-page.ts'
import { indexPage } from './catalogue/index-page.ts'
import { banner } from './catalogue/markdown.ts'
import { conformanceFiles, conformanceFolder } from './conformance/index.ts'
import { mark } from './dashboards/dashboard.ts'
import { dashboardFiles, dashboardFolder } from './dashboards/index.ts'
import { backstageCatalogue, backstageFile } from './joins/backstage.ts'
import { importableDashboard, importFolder } from './joins/grafana.ts'
import { k6Mark, k6Script } from './joins/k6.ts'
import { openApiDocuments, openApiFiles, openApiFolder, openApiMark } from './joins/openapi.ts'
import { requestFiles, requestsFolder, requestsMark } from './joins/requests.ts'
import { kubernetesFiles, kubernetesFolder, kubernetesMark } from './kubernetes/index.ts'
import { withPactTable } from './pacts.ts'
import { sagaPage } from './saga/page.ts'
import { tablesOf } from './saga/tables.ts'
import { topologyModule } from './topology.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const folder = 'docs/events/'
const saga = 'docs/saga.md'
const secondSaga = 'docs/saga-2.md'
const pacts = 'docs/contracts/pact.md'
const scaling = 'docs/scaling.md'
const topology = 'packages/live-page/web/generated/topology.ts'
const answers = 'packages/live-page/web/generated/answers.ts'
const sequences = `${conformanceFolder}sequences.jsonl`
const folders = [
  folder,
  dashboardFolder,
  importFolder,
  `${conformanceFolder}verdicts/`,
  kubernetesFolder,
  openApiFolder,
  requestsFolder,
]

/** A file that is not as it should be; one without text should not be there. */
export interface Drift {
  /** Relative to the repository. */
  readonly path: string
  readonly text: string | undefined
}

/** The documents, the dashboards, what joins other tools, the conformance vectors, the live page's map and the types of what it reads, path to text. The same events, tables and services always give the same text. */
export async function render(services: readonly ServiceFacts[]): Promise<Map<string, string>> {
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'))
  const talking = [...services, bridge]
  const pages = Object.values<Contract>(contracts).map(
    contract => [`${folder}${pageName(contract)}`, eventPage(contract, talking)] as const,
  )
  const openApi = await openApiDocuments(services, version)
  return new Map([
    [`${folder}README.md`, indexPage(talking)],
    [`${folder}asyncapi.json`, `${JSON.stringify(asyncApi(talking, version), null, 2)}\n`],
    ...pages,
    [saga, sagaPage(tablesOf(services))],
    [secondSaga, sagaPage(tablesOf(services, 2), 2)],
    [topology, topologyModule(services)],
    [answers, answersModule(openApi)],
    [pacts, withPactTable(await readFile(`${root}${pacts}`, 'utf8'))],
    [scaling, await scalingPage(await readFile(`${root}${scaling}`, 'utf8'))],
    ...dashboardFiles(services),
    importableDashboard(services),
    ...kubernetesFiles(services),
    [backstageFile, backstageCatalogue(services)],
    ...openApiFiles(openApi),
    ...requestFiles(services, openApi),
    k6Script(services, openApi),
    ...conformanceFiles(),
  ])
}

/** What has drifted from the schemas, the registry or the services' tables. Writes nothing. */
export async function driftedDocuments(services: readonly ServiceFacts[] = allServices): Promise<Drift[]> {
  return driftBetween(await render(services), await filesOnDisk())
}

/** What is to be written, and what to be removed: generated files of what is gone, nobody's own. */
export function driftBetween(
  expected: ReadonlyMap<string, string>,
  onDisk: ReadonlyMap<string, string>,
): Drift[] {
  const outdated = [...expected].filter(([path, text]) => onDisk.get(path) !== text)
  const abandoned = [...onDisk].filter(([path, text]) => !expected.has(path) && isGenerated(text))
  return [
    ...outdated.map(([path, text]) => ({ path, text })),
    ...abandoned.map(([path]) => ({ path, text: undefined })),
  ]
}

const isGenerated = (text: string) =>
  [banner, kubernetesMark, requestsMark, k6Mark].some(each => text.startsWith(each)) ||
  [mark, openApiMark].some(each => text.includes(each))

/** Writes what has drifted, removes the files of what is gone, and names both. */
export async function writeDocuments(): Promise<Drift[]> {
  const drifts = await driftedDocuments()
  await Promise.all(
    drifts.map(async ({ path, text }) => {
      if (text === undefined) return rm(`${root}${path}`)
      await mkdir(dirname(`${root}${path}`), { recursive: true })
      await writeFile(`${root}${path}`, text)
    }),
  )
  return drifts
}

async function filesOnDisk(): Promise<Map<string, string>> {
  const inFolders = folders.map(async each => {
    const entries = await readdir(`${root}${each}`, { recursive: true, withFileTypes: true }).catch(() => [])
    const all = entries.filter(entry => entry.isFile())
    return all.map(({ parentPath, name }) => relative(root, join(parentPath, name)))
  })
  const others = [saga, secondSaga, topology, answers, pacts, scaling, backstageFile, sequences].filter(
    path => existsSync(`${root}${path}`),
  )
  const paths = [...(await Promise.all(inFolders)).flat(), ...others]
  const files = paths.map(async path => [path, await readFile(`${root}${path}`, 'utf8')] as const)
  return new Map(await Promise.all(files))
}
