import { readFile } from 'node:fs/promises'
import { topics } from '@orderflow/events'
import { configFaults, fileOf } from '@orderflow/service-kit'
import type { TObject } from 'typebox'
import { parse } from 'yaml'
import { moduleOf, type ServiceFacts, services } from '../../dev/lib/services.ts'
import { setUpConfig } from '../../dev/lib/set-up-config.ts'
import { type Manifest, nameOf } from './manifest.ts'

/** What a rule looks at. */
export interface Given {
  readonly manifests: readonly Manifest[]
  /** The configuration of each service, by its name. */
  readonly configs: ReadonlyMap<string, TObject>
  readonly compose: Compose
}

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, unknown>> }>>
}

/** What has to hold between manifests, the services' tables and the compose file; each finds a phrase for each fault. */
export type Rule = (given: Given) => string[]

/** Reads what the manifests are compared with. */
export async function readOthers(): Promise<Omit<Given, 'manifests'>> {
  const configs = services.map(async facts => {
    const { configSchema } = await moduleOf<{ readonly configSchema: TObject }>(facts, 'config.ts')
    return [facts.name, configSchema] as const
  })
  const file = new URL('../../../docker-compose.yml', import.meta.url)
  const compose = parse(await readFile(file, 'utf8'), { merge: true }) as Compose
  return { configs: new Map(await Promise.all(configs)), compose }
}

/** What each service has one of: kind and role, by which it is named. */
const parts: readonly (readonly [kind: string, part: string])[] = [
  ['Deployment', 'service'],
  ['Service', 'service'],
  ['PodDisruptionBudget', 'service'],
  ['ScaledObject', 'service'],
  ['ServiceMonitor', 'service'],
  ['NetworkPolicy', 'service'],
  ['NetworkPolicy', 'set-up'],
  ['NetworkPolicy', 'db'],
  ['Cluster', 'db'],
  ['Job', 'set-up'],
]

/** All rules, by what they say. */
export const rules: Readonly<Record<string, Rule>> = {
  'every service of the table has all its parts, and no other has any': ({ manifests }) => {
    const expected = services.flatMap(({ name }) => parts.map(([kind, part]) => `${kind} ${name}-${part}`))
    const found = manifests.filter(ownerOf).map(nameOf)
    return [
      ...expected.filter(each => !found.includes(each)).map(each => `${each} is missing`),
      ...found.filter(each => !expected.includes(each)).map(each => `${each} is of no service`),
    ]
  },

  'selectors find the pods of the service, and no others': ({ manifests }) =>
    manifests.flatMap(manifest => {
      const { kind, spec } = manifest
      const owner = ownerOf(manifest)
      const selector: Selector | undefined =
        kind === 'Service' ? { matchLabels: spec.selector } : (spec?.selector ?? spec?.podSelector)
      if (owner === undefined || kind === 'ServiceMonitor' || selector === undefined) return []
      const part = manifest.metadata.name.slice(owner.length + 1)
      const wanted: Selector =
        part === 'db'
          ? { matchExpressions: [{ key: clusterLabel, operator: 'In', values: [`${owner}-db`] }] }
          : { matchLabels: { 'orderflow/role': part, 'orderflow/service': owner } }
      const own = sameValue(selector, wanted)
        ? []
        : [`${nameOf(manifest)} selects ${JSON.stringify(selector)}`]
      const pods = podsOf(manifests).filter(({ labels }) => selects(selector, labels))
      return pods.length === (part === 'db' ? 2 : 1)
        ? own
        : [...own, `${nameOf(manifest)} selects ${pods.length} kinds of pods`]
    }),

  'a service reaches what it reaches in docker-compose.yml, and nothing of the others': ({
    manifests,
    compose,
  }) =>
    services.flatMap(({ name }) => {
      const { environment = {} } = compose.services[name] ?? {}
      const hosts = [
        ...(environment.KAFKA_BROKERS === undefined ? [] : ['orderflow-kafka:9093']),
        ...(environment.DATABASE_URL_FILE === undefined ? [] : [`${name} database:5432`]),
      ]
      const policy = find(manifests, `NetworkPolicy ${name}-service`)
      const reached = (policy?.spec.egress ?? []).flatMap(peersOf)
      return sameValue(reached.sort(), hosts.sort())
        ? []
        : [`${name} reaches ${reached}, in compose ${hosts}`]
    }),

  'whoever is reached lets in who reaches it, and nobody else': ({ manifests }) => [
    ...services.flatMap(({ name }) => {
      const policy = find(manifests, `NetworkPolicy ${name}-db`)
      const known = [`${name} service:5432`, `${name} set-up:5432`, `${name}-db:5432`]
      const needed = [`${name}-db:5432`, 'anybody:443', 'anybody:6443']
      const reached = (policy?.spec.egress ?? []).flatMap(peersOf)
      const fromPods = (policy?.spec.ingress ?? [])
        .flatMap(peersOf)
        .filter((peer: string) => peer.endsWith(':5432'))
      const others = fromPods.filter((peer: string) => !known.includes(peer) && peer !== 'cnpg-system:5432')
      return [
        ...known.filter(peer => !fromPods.includes(peer)).map(peer => `${name}-db lacks ${peer}`),
        ...others.map((peer: string) => `${name}-db lets in ${peer}`),
        ...needed.filter(peer => !reached.includes(peer)).map(peer => `${name}-db does not reach ${peer}`),
      ]
    }),
    ...ingressOf(manifests),
  ],

  'all is refused that no policy allows': ({ manifests }) => {
    const { spec } = find(manifests, 'NetworkPolicy nobody') ?? {}
    const isClosed = sameValue(spec?.podSelector, {}) && sameValue(spec?.policyTypes, ['Ingress', 'Egress'])
    return isClosed && spec?.ingress === undefined && spec?.egress?.length === 1 ? [] : ['nobody lets in']
  },

  'variables are those that the program reads, with values that it takes': ({ manifests, configs }) =>
    workloads(manifests).flatMap(({ manifest, owner, container }) => {
      const schema: TObject | undefined = manifest.kind === 'Job' ? setUpConfig : configs.get(owner.name)
      if (schema === undefined) return [`${nameOf(manifest)} has no configuration`]
      const env = environmentOf(manifests, container)
      const names = Object.keys(schema.properties)
      const secrets = names.filter(name => (schema.properties[name] as { secret?: boolean }).secret === true)
      const known = [...names, ...secrets.map(fileOf)]
      const unknown = Object.keys(env).filter(name => !known.includes(name))
      const given = secrets.flatMap(name =>
        env[fileOf(name)] === undefined ? [] : [[name, 'postgres://file']],
      )
      const values = Object.entries(env).filter(([name]) => !secrets.some(secret => fileOf(secret) === name))
      return [
        ...unknown.map(name => `${nameOf(manifest)} sets ${name}, which nothing reads`),
        ...configFaults(schema, Object.fromEntries([...values, ...given])).map(
          fault => `${nameOf(manifest)}: ${fault}`,
        ),
      ]
    }),

  'files that variables name are mounted, from secrets that an operator makes': ({ manifests }) => [
    ...workloads(manifests).flatMap(({ manifest, container }) => {
      const env = environmentOf(manifests, container)
      const files = filesOf(manifest, container)
      const named = Object.entries(env).filter(([name]) => name.endsWith('_FILE'))
      return named.flatMap(([name, path]) =>
        files.has(path) ? [] : [`${nameOf(manifest)} has no ${path} for ${name}`],
      )
    }),
    ...workloads(manifests).flatMap(({ manifest, container }) =>
      [...filesOf(manifest, container).values()].flatMap(secret =>
        madeSecrets(manifests).includes(secret)
          ? []
          : [`${nameOf(manifest)} mounts ${secret}, which nobody makes`],
      ),
    ),
    ...manifests.filter(({ kind }) => kind === 'Secret').map(each => `${nameOf(each)} is in the files`),
  ],

  'pods are restricted, and have bounds': ({ manifests }) =>
    workloads(manifests).flatMap(({ manifest, container }) => {
      const { spec } = manifest.spec.template
      const wanted: Readonly<Record<string, boolean>> = {
        'a token': spec.automountServiceAccountToken === false,
        root: spec.securityContext?.runAsNonRoot === true,
        'no seccomp': spec.securityContext?.seccompProfile?.type === 'RuntimeDefault',
        'a writable root': container.securityContext?.readOnlyRootFilesystem === true,
        capabilities: sameValue(container.securityContext?.capabilities, { drop: ['ALL'] }),
        escalation: container.securityContext?.allowPrivilegeEscalation === false,
        'no bound of memory': container.resources?.limits?.memory !== undefined,
        'no request': container.resources?.requests?.cpu !== undefined,
      }
      return Object.entries(wanted).flatMap(([what, holds]) =>
        holds ? [] : [`${nameOf(manifest)} has ${what}`],
      )
    }),

  'a service is scaled by its own lag, to no more than it has partitions': ({ manifests }) =>
    services.flatMap(({ name, topics: read }) => {
      const partitions = topics().flatMap(each => (read.includes(each.topic) ? [each.partitions] : []))
      const { spec } = find(manifests, `ScaledObject ${name}-service`) ?? {}
      const query = spec?.triggers[0].metadata.query ?? ''
      return [
        ...(spec?.maxReplicaCount === Math.max(...partitions) ? [] : [`${name} has another maximum`]),
        ...(query.includes(`consumer_lag{job="orderflow",group="${name}"}`) ? [] : [`${name}: ${query}`]),
        ...(find(manifests, `Deployment ${spec?.scaleTargetRef.name}`) ? [] : [`${name} scales nothing`]),
      ]
    }),

  'from outside there are orders alone': ({ manifests }) => {
    const paths = manifests
      .filter(({ kind }) => kind === 'Ingress')
      .flatMap(({ spec }) => spec.rules[0].http.paths)
    const reached = paths.map(({ path, backend }) => `${path} ${backend.service.name}`)
    return sameValue(reached, ['/orders order-service']) ? [] : [`outside reaches ${reached}`]
  },
}

const sameValue = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const find = (manifests: readonly Manifest[], name: string) => manifests.find(each => nameOf(each) === name)
const ownerOf = ({ metadata }: Manifest) => metadata.labels?.['orderflow/service']
const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels) =>
  Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))

type Labels = Readonly<Record<string, string>>
interface Selector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: 'In'
    readonly values: readonly string[]
  }[]
}

/** What CloudNativePG gives to all pods of a server. */
const clusterLabel = 'cnpg.io/cluster'

/**
 * The labels of pods that there will be, CloudNativePG's among them: those of a server have what they inherit, and those of the jobs
 * which make its files do not (`pkg/specs/jobs.go`).
 */
const podsOf = (manifests: readonly Manifest[]): { labels: Labels }[] =>
  manifests.flatMap(({ kind, metadata, spec }) => {
    if (kind !== 'Cluster') return spec?.template?.metadata ?? []
    const ofJob = { [clusterLabel]: metadata.name }
    return [{ labels: { ...spec.inheritedMetadata.labels, ...ofJob } }, { labels: ofJob }]
  })

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[]
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
  // biome-ignore lint/suspicious/noExplicitAny: the schemas say what is in it.
  readonly [other: string]: any
}

/** What runs our image: its container, and whose it is. */
const workloads = (manifests: readonly Manifest[]) =>
  manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .flatMap(manifest => {
      const owner = services.find(({ name }) => name === ownerOf(manifest)) as ServiceFacts
      return (manifest.spec.template.spec.containers as Container[]).map(container => ({
        manifest,
        owner,
        container,
      }))
    })

const environmentOf = (
  manifests: readonly Manifest[],
  { env, envFrom = [] }: Container,
): Record<string, string> => ({
  ...Object.assign(
    {},
    ...envFrom.map(({ configMapRef }) => find(manifests, `ConfigMap ${configMapRef.name}`)?.data),
  ),
  ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
})

/** Each file that is mounted, and `secret key` that is in it. */
function filesOf({ spec }: Manifest, { volumeMounts }: Container): Map<string, string> {
  interface Source {
    readonly secret: {
      readonly name: string
      readonly items: readonly { readonly key: string; readonly path: string }[]
    }
  }
  const volumes: readonly { name: string; projected: { sources: readonly Source[] } }[] =
    spec.template.spec.volumes
  const files = volumeMounts.flatMap(({ name, mountPath }) =>
    (volumes.find(volume => volume.name === name)?.projected.sources ?? []).flatMap(({ secret }) =>
      secret.items.map(({ key, path }) => [`${mountPath}/${path}`, `${secret.name} ${key}`] as const),
    ),
  )
  return new Map(files)
}

/** What the operators make of what is here, as `secret key`. */
const madeSecrets = (manifests: readonly Manifest[]): string[] =>
  manifests.flatMap(({ kind, metadata: { name } }) => {
    if (kind === 'Cluster')
      return [`${name}-app uri`, `${name}-app password`, `${name}-superuser uri`, `${name}-ca ca.crt`]
    if (kind === 'KafkaUser') return [`${name} password`]
    return kind === 'Kafka' ? [`${name}-cluster-ca-cert ca.crt`] : []
  })

interface Allowed {
  // biome-ignore lint/suspicious/noExplicitAny: peers are of several kinds.
  readonly to?: readonly any[]
  // biome-ignore lint/suspicious/noExplicitAny: peers are of several kinds.
  readonly from?: readonly any[]
  readonly ports?: readonly { readonly port: number }[]
}

/** `who:port` for each peer; of what is ours who is `service role`. */
function peersOf({ to, from, ports = [] }: Allowed): string[] {
  const peers = to ?? from ?? [undefined]
  return peers.flatMap(peer => {
    const labels = peer?.podSelector?.matchLabels ?? peer?.namespaceSelector?.matchLabels ?? {}
    const who = labels['orderflow/role']
      ? `${labels['orderflow/service']} ${labels['orderflow/role']}`
      : (peer?.podSelector?.matchExpressions?.[0]?.values.join() ??
        labels['kubernetes.io/metadata.name'] ??
        peer?.ipBlock?.cidr ??
        'anybody')
    return ports.map(({ port }) => `${who}:${port}`)
  })
}

/** Who comes in to a service: Prometheus, and to order what is outside. */
const ingressOf = (manifests: readonly Manifest[]): string[] =>
  services.flatMap(({ name }) => {
    const labels = { 'orderflow/role': 'service', 'orderflow/service': name }
    const policies = manifests.filter(
      ({ kind, spec }) => kind === 'NetworkPolicy' && selects(spec.podSelector, labels),
    )
    const found = policies.flatMap(({ spec }) => (spec.ingress ?? []).flatMap(peersOf)).sort()
    const wanted = [...(name === 'order' ? ['ingress-nginx:8080'] : []), 'monitoring:8080']
    return sameValue(found, wanted) ? [] : [`${name} lets in ${found}`]
  })
