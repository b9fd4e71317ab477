import { topics } from '@orderflow/events'
import { stringify } from 'yaml'
import type { ServiceFacts } from '../../lib/services.ts'

/** A change of `deploy/k8s/service`, as JSON Patch has it. */
interface Change {
  readonly op: 'add' | 'replace'
  readonly path: string
  readonly value: unknown
}

const inALine = { collectionStyle: 'flow', lineWidth: 0 } as const
const container = '/spec/template/spec/containers/0'
const source = (volume: number, index: number) =>
  `/spec/template/spec/volumes/${volume}/projected/sources/${index}/secret/name`
const replace = (path: string, value: unknown): Change => ({ op: 'replace', path, value })
const expression = 'podSelector/matchExpressions/0/values/0'

/** `deploy/k8s/service` as one service: its name, and what follows from its tables. */
export function serviceKustomization(facts: ServiceFacts): object {
  const { name, database, prefix } = facts
  const server = `${name}-db`
  const patches: Record<string, readonly Change[]> = {
    Deployment: [
      { op: 'add', path: `${container}/args`, value: [`services/${name}/src/main.ts`] },
      { op: 'add', path: `${container}/env/-`, value: { name: 'KAFKA_USERNAME', value: name } },
      replace(source(0, 0), `${server}-app`),
      replace(source(0, 1), `${server}-ca`),
      replace(source(1, 0), name),
    ],
    Job: [
      { op: 'add', path: `${container}/env/-`, value: { name: 'SERVICES', value: name } },
      {
        op: 'add',
        path: `${container}/env/-`,
        value: { name: `${prefix}_DB_PASSWORD_FILE`, value: '/run/secrets/database/app-password' },
      },
      replace(source(0, 0), `${server}-superuser`),
      replace(source(0, 1), `${server}-app`),
      replace(source(0, 2), `${server}-ca`),
    ],
    Cluster: [replace('/spec/bootstrap/initdb', { database, owner: `${database}_app` })],
    'NetworkPolicy db': ['', 'ingress/1/from/0/', 'egress/0/to/0/'].map(of =>
      replace(`/spec/${of}${expression}`, server),
    ),
    ScaledObject: [
      replace('/spec/scaleTargetRef/name', `${name}-service`),
      replace('/spec/maxReplicaCount', mostPartitions(facts)),
      replace('/spec/triggers/0/metadata/query', lagOf(name)),
    ],
  }
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['../../service'],
    namePrefix: `${name}-`,
    labels: [
      {
        pairs: { 'orderflow/service': name },
        includeSelectors: true,
        fields: [
          { kind: 'Cluster', path: 'spec/inheritedMetadata/labels', create: true },
          { kind: 'ServiceMonitor', path: 'spec/selector/matchLabels', create: true },
        ],
      },
    ],
    patches: Object.entries(patches).map(([of, changes]) => {
      const [kind, name] = of.split(' ')
      return {
        target: { kind, ...(name && { name }) },
        patch: changes.map(change => `- ${stringify(change, inALine)}`).join(''),
      }
    }),
  }
}

/** How many replicas of it can read at once. */
const mostPartitions = ({ topics: read }: Pick<ServiceFacts, 'topics'>) =>
  Math.max(...topics().flatMap(({ topic, partitions }) => (read.includes(topic) ? [partitions] : [])))

/** How many messages its group is behind: a partition's lag is told by the service that reads it and by reporting. */
const lagOf = (group: string) =>
  `sum(max by (topic, partition) (consumer_lag{job="orderflow",group="${group}"}))`
