import type { Manifest } from './manifest.ts'

/** What is broken on purpose, each in one thing that has to be found: the first manifest of that name is changed. */
export interface Mutant {
  readonly name: string
  readonly of: string
  // biome-ignore lint/suspicious/noExplicitAny: it breaks what types would forbid.
  readonly break: (manifest: any) => void
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
const container = ({ spec }: any) => spec.template.spec.containers[0]

export const mutants: readonly Mutant[] = [
  {
    name: 'a misspelt field of a container',
    of: 'Deployment order-service',
    break: manifest => Object.assign(container(manifest), { readynessProbe: {} }),
  },
  {
    name: 'a misspelt field of a Strimzi user',
    of: 'KafkaUser order',
    break: ({ spec }) => Object.assign(spec.authorization.acls[0], { operation: 'Read' }),
  },
  {
    name: 'an operation that Strimzi does not know',
    of: 'KafkaUser order',
    break: ({ spec }) => spec.authorization.acls[0].operations.push('Reed'),
  },
  {
    name: 'a misspelt field of a database',
    of: 'Cluster order-db',
    break: ({ spec }) => Object.assign(spec, { instance: 3 }),
  },
  {
    name: 'a misspelt parameter of a scaler',
    of: 'ScaledObject order-service',
    break: ({ spec }) => Object.assign(spec.triggers[0].metadata, { treshold: '1' }),
  },
  {
    name: 'a misspelt field of a monitor',
    of: 'ServiceMonitor order-service',
    break: ({ spec }) => Object.assign(spec.endpoints[0], { scrapeInterval: '5s' }),
  },
  {
    name: 'a rule of Prometheus without a query',
    of: 'PrometheusRule orderflow',
    break: ({ spec }) => delete spec.groups[0].rules[0].expr,
  },
  {
    name: 'a version of an API that is gone',
    of: 'PodDisruptionBudget order-service',
    break: manifest => Object.assign(manifest, { apiVersion: 'policy/v1beta1' }),
  },
  {
    name: 'a budget of no service',
    of: 'PodDisruptionBudget shipping-service',
    break: ({ metadata }) => Object.assign(metadata, { name: 'shiping-service' }),
  },
  {
    name: 'a budget for all services',
    of: 'PodDisruptionBudget shipping-service',
    break: ({ spec }) => delete spec.selector.matchLabels['orderflow/service'],
  },
  {
    name: "another service's database",
    of: 'NetworkPolicy payment-service',
    break: ({ spec }) =>
      Object.assign(spec.egress[0].to[0].podSelector.matchLabels, { 'orderflow/service': 'order' }),
  },
  {
    name: 'a database for everybody',
    of: 'NetworkPolicy order-db',
    break: ({ spec }) => delete spec.ingress[0].from,
  },
  {
    name: 'a policy that leaves out the jobs of a database',
    of: 'NetworkPolicy order-db',
    break: ({ spec }) =>
      Object.assign(spec, {
        podSelector: { matchLabels: { 'orderflow/role': 'database', 'orderflow/service': 'order' } },
      }),
  },
  {
    name: 'a database that does not reach Kubernetes',
    of: 'NetworkPolicy order-db',
    break: ({ spec }) => spec.egress.pop(),
  },
  {
    name: 'a service that is open',
    of: 'NetworkPolicy shipping-service',
    break: ({ spec }) => spec.ingress[0].from.push({ namespaceSelector: {} }),
  },
  {
    name: 'pods that no policy closes',
    of: 'NetworkPolicy nobody',
    break: ({ spec }) => spec.policyTypes.pop(),
  },
  {
    name: 'a variable that nothing reads',
    of: 'Deployment order-service',
    break: manifest => container(manifest).env.push({ name: 'KAFKA_BROKER', value: 'kafka:9093' }),
  },
  {
    name: 'a value that the program refuses',
    of: 'Deployment order-service',
    break: manifest => container(manifest).env.push({ name: 'POOL_SIZE', value: 'ten' }),
  },
  {
    name: 'a secret that nobody makes',
    of: 'Deployment order-service',
    break: ({ spec }) =>
      Object.assign(spec.template.spec.volumes[1].projected.sources[0].secret, { name: 'orders' }),
  },
  {
    name: 'a file that is not mounted',
    of: 'Job order-set-up',
    break: manifest => container(manifest).volumeMounts.pop(),
  },
  {
    name: 'a writable root',
    of: 'Deployment reporting-service',
    break: manifest => delete container(manifest).securityContext.readOnlyRootFilesystem,
  },
  {
    name: 'more replicas than partitions',
    of: 'ScaledObject order-service',
    break: ({ spec }) => Object.assign(spec, { maxReplicaCount: 100 }),
  },
  {
    name: "another service's lag",
    of: 'ScaledObject payment-service',
    break: ({ spec }) => Object.assign(spec.triggers[0].metadata, { query: 'sum(consumer_lag)' }),
  },
  {
    name: 'administration from outside',
    of: 'Ingress orders',
    break: ({ spec }) => Object.assign(spec.rules[0].http.paths[0], { path: '/' }),
  },
]

/** The manifests with one of them broken. */
export function broken(manifests: readonly Manifest[], { of, ...mutant }: Mutant): Manifest[] {
  const copies = structuredClone(manifests) as Manifest[]
  const one = copies.find(({ kind, metadata }) => `${kind} ${metadata.name}` === of)
  if (one === undefined) throw new Error(`There is no ${of} to break.`)
  mutant.break(one)
  return copies
}
