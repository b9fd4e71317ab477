import { readFileSync } from 'node:fs'
import { allContracts } from '@orderflow/events'
import { stringify } from 'yaml'
import { bridge, type ServiceFacts } from '../../lib/services.ts'
import { consumersOf, isInUse, publishersOf } from '../publishers-and-consumers.ts'
import { openApiFolder } from './openapi.ts'

export const backstageFile = 'catalog-info.yaml'

const mark =
  "# Generated from the registry of events and the services' tables: do not edit, run `npm run check -- --fix`.\n"

/** A group of the organisation that registers the file: by its default rules Backstage takes no groups from repositories. */
const owner = 'orderflow'
const system = 'orderflow'
const events = 'orderflow-events'

/**
 * The system for Backstage's catalogue: https://backstage.io/docs/features/software-catalog/descriptor-format
 * A topic depends on the service that publishes on it, and a service on the topics that it reads.
 */
export function backstageCatalogue(services: readonly ServiceFacts[]): string {
  const talking = [...services, bridge]
  const entities = [
    entity('System', system, 'Orders, from placement to dispatch: event-driven services and a saga.', {
      owner,
    }),
    ...talking.map(component),
    ...services.map(({ name }) => api(httpOf(name), 'openapi', `${openApiFolder}${name}.json`)),
    api(events, 'asyncapi', 'docs/events/asyncapi.json'),
    resource('kafka', 'kafka-cluster', 'Apache Kafka, with a topic for each version of each event.'),
    ...talking.map(({ name, database }) =>
      resource(databaseOf(database), 'database', `What ${name} keeps, in PostgreSQL; nobody else reads it.`),
    ),
    ...allContracts
      .filter(contract => isInUse(talking, contract))
      .map(contract => {
        const publishers = publishersOf(talking, contract).map(({ name }) => `component:${name}`)
        const what = `${contract.type}, version ${contract.version}.`
        return resource(contract.topic, 'kafka-topic', what, ['resource:kafka', ...publishers])
      }),
  ]
  return mark + entities.map(each => stringify(each, { lineWidth: 0 })).join('---\n')

  function component(facts: ServiceFacts | typeof bridge): object {
    const { name, database, publishes } = facts
    const { description } = JSON.parse(
      readFileSync(new URL(`../../../../services/${name}/package.json`, import.meta.url), 'utf8'),
    )
    const read = allContracts.filter(contract => consumersOf([facts], contract).length > 0)
    const serves = services.some(service => service.name === name)
    const provided = [
      ...(serves ? [httpOf(name)] : []),
      ...(Object.keys(publishes).length > 0 ? [events] : []),
    ]
    return entity(
      'Component',
      name,
      description,
      {
        type: 'service',
        lifecycle: 'production',
        owner,
        system,
        ...(provided.length > 0 ? { providesApis: provided } : {}),
        // Which topics the bridge reads is its configuration's to say.
        ...(read.length > 0 || facts === bridge ? { consumesApis: [events] } : {}),
        dependsOn: [
          `resource:${databaseOf(database)}`,
          'resource:kafka',
          ...read.map(({ topic }) => `resource:${topic}`),
        ],
      },
      serves ? { 'backstage.io/kubernetes-label-selector': `orderflow/service=${name}` } : undefined,
    )
  }
}

const httpOf = (service: string) => `${service}-http`
const databaseOf = (database: string) => `${database}-database`

function api(name: string, type: string, path: string): object {
  const spec = { type, lifecycle: 'production', owner, system, definition: { $text: `./${path}` } }
  return entity('API', name, undefined, spec)
}

function resource(name: string, type: string, description: string, dependsOn?: readonly string[]): object {
  return entity('Resource', name, description, { type, owner, system, ...(dependsOn && { dependsOn }) })
}

function entity(
  kind: string,
  name: string,
  description: string | undefined,
  spec: object,
  annotations?: Readonly<Record<string, string>>,
): object {
  const metadata = { name, ...(description && { description }), ...(annotations && { annotations }) }
  return { apiVersion: 'backstage.io/v1alpha1', kind, metadata, spec }
}
