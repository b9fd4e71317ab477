import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Contract, contracts } from '@orderflow/events'
import { services as allServices, bridge, type ServiceFacts } from '../lib/services.ts'
import { asyncApi } from './asyncapi/document.ts'
import { eventPage, pageName } from './catalogue/event-page.ts'
import { indexPage } from './catalogue/index-page.ts'
import { banner } from './catalogue/markdown.ts'
import { conformanceFiles, conformanceFolder } from './conformance/index.ts'
import { mark } from './dashboards/dashboard.ts'
import { dashboardFiles, dashboardFolder } from './dashboards/index.ts'
import { kubernetesFiles, kubernetesFolder, kubernetesMark } from './kubernetes/index.ts'
import { withPactTable } from './pacts.ts'
import { sagaPage } from './saga/page.ts'
import { tablesOf } from './saga/tables.ts'
import { topologyModule } from './topology.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const folder = 'docs/events/'
const saga = 'docs/saga.md'
const pacts = 'docs/contracts/pact.md'
const topology = 'packages/live-page/web/generated/topology.ts'
const sequences = `${conformanceFolder}sequences.jsonl`
const folders = [folder, dashboardFolder, `${conformanceFolder}verdicts/`, kubernetesFolder]

/** A file that is not as it should be; one without text should not be there. */
export interface Drift {
  /** Relative to the repository. */
  readonly path: string
  readonly text: string | undefined
}

/** The documents, the dashboards, the conformance vectors and the live page's map, path to text. The same events, tables and services always give the same text. */
export async function render(services: readonly ServiceFacts[]): Promise<Map<string, string>> {
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'))
  const talking = [...services, bridge]
  const pages = Object.values<Contract>(contracts).map(
    contract => [`${folder}${pageName(contract)}`, eventPage(contract, talking)] as const,
  )
  return new Map([
    [`${folder}README.md`, indexPage(talking)],
    [`${folder}asyncapi.json`, `${JSON.stringify(asyncApi(talking, version), null, 2)}\n`],
    ...pages,
    [saga, sagaPage(tablesOf(services))],
    [topology, topologyModule(services)],
    [pacts, withPactTable(await readFile(`${root}${pacts}`, 'utf8'))],
    ...dashboardFiles(services),
    ...kubernetesFiles(services),
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
  [banner, kubernetesMark].some(each => text.startsWith(each)) || text.includes(mark)

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
  const others = [saga, topology, pacts, sequences].filter(path => existsSync(`${root}${path}`))
  const paths = [...(await Promise.all(inFolders)).flat(), ...others]
  const files = paths.map(async path => [path, await readFile(`${root}${path}`, 'utf8')] as const)
  return new Map(await Promise.all(files))
}
