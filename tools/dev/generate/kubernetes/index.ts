import { readdirSync, readFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import { accessOf } from '../../lib/service-access.ts'
import type { ServiceFacts } from '../../lib/services.ts'
import { topicResources, userResource } from './kafka.ts'
import { serviceKustomization } from './service.ts'

export const kubernetesFolder = 'deploy/k8s/generated/'
export const kubernetesMark =
  '# Generated from the tables of the services: do not edit, run `npm run check -- --fix`.\n'

const rules = new URL('../../../../deploy/prometheus/rules/', import.meta.url)

/** What of `deploy/k8s` the tables say, path to text: each service, Kafka's topics and users, Prometheus' rules. */
export function kubernetesFiles(services: readonly ServiceFacts[]): [string, string][] {
  const users = services.map(facts => userResource(accessOf(facts, services)))
  const resources: Record<string, readonly object[]> = {
    'kafka-topics': topicResources(services),
    'kafka-users': users,
    'prometheus-rules': [rulesResource()],
  }
  const all: Record<string, readonly object[]> = {
    ...Object.fromEntries(
      services.map(facts => [`${facts.name}/kustomization`, [serviceKustomization(facts)]]),
    ),
    ...resources,
    kustomization: [
      {
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: [
          ...services.map(({ name }) => name),
          ...Object.keys(resources).map(name => `${name}.yaml`),
        ],
      },
    ],
  }
  return Object.entries(all).map(([name, documents]) => [
    `${kubernetesFolder}${name}.yaml`,
    kubernetesMark + documents.map(each => stringify(each, { lineWidth: 0 })).join('---\n'),
  ])
}

/** All groups of `deploy/prometheus/rules` as one object of the Prometheus operator. */
function rulesResource(): object {
  const files = readdirSync(rules).sort()
  const groups = files.flatMap(name => parse(readFileSync(new URL(name, rules), 'utf8')).groups)
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'orderflow' },
    spec: { groups },
  }
}
