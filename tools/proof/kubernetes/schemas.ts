import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import type { Manifest } from './manifest.ts'
import { moduleFolders, strimziCrds } from './sources.ts'
import { type Schema, strict } from './strict.ts'

interface OpenApi {
  readonly components?: { readonly schemas: Readonly<Record<string, Schema>> }
}

interface Crd {
  readonly spec: {
    readonly group: string
    readonly names: { readonly kind: string }
    readonly versions: readonly {
      readonly name: string
      readonly served: boolean
      readonly schema: { readonly openAPIV3Schema: Schema }
    }[]
  }
}

interface Scaler {
  readonly type: string
  readonly parameters: readonly {
    readonly name: string
    readonly optional?: boolean
    readonly default?: unknown
    readonly metadataVariableReadable?: boolean
  }[]
}

/** What is wrong with a manifest, a phrase for each; none if nothing is. */
export type Validate = (manifest: Manifest) => string[]

/** Patterns of CRDs are Go's: `(?i)` holds to the end there, and JavaScript wants to be told where it ends. */
const regExpOfGo = Object.assign(
  (source: string, flags: string) => new RegExp(source.replace(/\(\?i\)(.*)$/s, '(?i:$1)'), flags),
  { code: '(source, flags) => new RegExp(source, flags)' }, // for standalone code, of which there is none
)

/** Reads the schemas of Kubernetes and of the operators, and refuses what they do not know. */
export async function readSchemas(log: (line: string) => void): Promise<Validate> {
  const [folders, strimzi] = await Promise.all([moduleFolders(), strimziCrds(log)])
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, code: { regExp: regExpOfGo } })
  addFormats.default(ajv)
  const kinds = new Map<string, () => ValidateFunction>()
  await addKubernetes(ajv, join(folders.kubernetes, 'api/openapi-spec/v3'), kinds)
  const operators = [
    ...(await filesOf(folders.cloudNativePg, 'config/crd/bases')),
    ...(await filesOf(folders.keda, 'config/crd/bases')),
    ...(await filesOf(folders.prometheusOperator, 'example/prometheus-operator-crd')),
    ...strimzi,
  ]
  for (const file of operators) addCrd(ajv, parse(await readFile(file, 'utf8')), kinds)
  const scalers = await readScalers(join(folders.keda, 'schema/generated/scalers-schema.json'))
  return manifest => [...faultsOf(kinds, manifest), ...triggerFaults(scalers, manifest)]
}

async function filesOf(folder: string, under: string): Promise<string[]> {
  const names = await readdir(join(folder, under))
  return names.filter(name => name.endsWith('.yaml')).map(name => join(folder, under, name))
}

/** The stable kinds, each under `apiVersion kind`. */
async function addKubernetes(ajv: Ajv, folder: string, kinds: Map<string, () => ValidateFunction>) {
  for (const file of (await readdir(folder)).filter(name => /__v\d+_openapi\.json$/.test(name))) {
    const { components }: OpenApi = JSON.parse(await readFile(join(folder, file), 'utf8'))
    const schemas = Object.entries(components?.schemas ?? {}).map(([name, schema]) => [name, strict(schema)])
    ajv.addSchema({ $id: file, components: { schemas: Object.fromEntries(schemas) } })
    for (const [name, schema] of Object.entries(components?.schemas ?? {}))
      for (const { group, version, kind } of namesOf(schema))
        kinds.set(`${group === '' ? version : `${group}/${version}`} ${kind}`, () =>
          ajv.compile({ $ref: `${file}#/components/schemas/${name}` }),
        )
  }
}

const namesOf = (schema: Schema) =>
  (schema['x-kubernetes-group-version-kind'] ?? []) as { group: string; version: string; kind: string }[]

const objectMeta = 'api__v1_openapi.json#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

function addCrd(ajv: Ajv, { spec }: Crd, kinds: Map<string, () => ValidateFunction>): void {
  for (const { name, served, schema } of spec.versions) {
    if (!served) continue
    const { properties, ...rest } = schema.openAPIV3Schema
    const whole = strict({ ...rest, properties: { ...properties, metadata: { $ref: objectMeta } } })
    kinds.set(`${spec.group}/${name} ${spec.names.kind}`, () => ajv.compile(whole))
  }
}

const compiled = new WeakMap<() => ValidateFunction, ValidateFunction>()

function faultsOf(kinds: ReadonlyMap<string, () => ValidateFunction>, manifest: Manifest): string[] {
  const kind = `${manifest.apiVersion} ${manifest.kind}`
  const compile = kinds.get(kind)
  if (compile === undefined) return [`no schema knows ${kind}`]
  const validate = compiled.get(compile) ?? compile()
  compiled.set(compile, validate)
  if (validate(manifest)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message}${'additionalProperty' in params ? `: ${params.additionalProperty}` : ''}`,
  )
}

async function readScalers(file: string): Promise<ReadonlyMap<string, Scaler>> {
  const { scalers }: { readonly scalers: readonly Scaler[] } = JSON.parse(await readFile(file, 'utf8'))
  return new Map(scalers.map(scaler => [scaler.type, scaler]))
}

/** The parameters of a trigger are any strings to the CRD; what they may be KEDA says beside it. */
function triggerFaults(scalers: ReadonlyMap<string, Scaler>, { kind, spec }: Manifest): string[] {
  if (kind !== 'ScaledObject') return []
  return ((spec?.triggers ?? []) as { type: string; metadata: object }[]).flatMap(({ type, metadata }) => {
    const parameters = scalers.get(type)?.parameters
    if (parameters === undefined) return [`KEDA has no scaler ${type}`]
    const known = parameters.filter(({ metadataVariableReadable }) => metadataVariableReadable)
    return [
      ...Object.keys(metadata).flatMap(name =>
        known.some(parameter => parameter.name === name) ? [] : [`the scaler ${type} knows no ${name}`],
      ),
      ...known.flatMap(({ name, optional, default: byDefault }) =>
        optional === true || byDefault !== undefined || Object.hasOwn(metadata, name)
          ? []
          : [`the scaler ${type} lacks ${name}`],
      ),
    ]
  })
}
