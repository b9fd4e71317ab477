import { readFileSync } from 'node:fs'
import { allContracts, type Contract } from '@orderflow/events'
import { stringify } from 'yaml'
import { bridge, type ServiceFacts } from '../../lib/services.ts'
import { keeps, partitionsOf } from '../catalogue/topic-settings.ts'
import { consumersOf, isInUse, publishersOf } from '../publishers-and-consumers.ts'
import type { OpenApi } from './openapi.ts'

/** The folder of a catalogue that is all of this system: it stands beside other domains, and refers to none. */
export const domainFolder = 'domains/orderflow/'

/** Whose all of it is: a team of the catalogue's. */
const owner = 'orderflow'

const team = 'Who looks after Orderflow.'
/** The team, for a catalogue that has none of that name. */
export const ownerPage: readonly [path: string, text: string] = [
  `teams/${owner}.mdx`,
  `---\n${stringify({ id: owner, name: 'Orderflow', summary: team })}---\n\n${team}\n`,
]

type Facts = ServiceFacts | typeof bridge

/**
 * The system as a domain of EventCatalog, path to text: services, events and topics in all their versions, databases.
 * https://www.eventcatalog.dev/docs/api/event-api and its neighbours
 *
 * @param version of the whole project
 */
export function eventCatalogDomain(
  services: readonly ServiceFacts[],
  openApi: ReadonlyMap<string, OpenApi>,
  version: string,
): Map<string, string> {
  const talking = [...services, bridge]
  const inUse = allContracts.filter(contract => isInUse(talking, contract))
  const domain = {
    ...named('orderflow', 'Orders, from placement to dispatch: event-driven services and a saga.'),
    name: 'Orderflow',
    version,
    services: talking.map(({ name }) => ({ id: name, version })),
  }
  return new Map([
    page('', domain, graph),
    ...talking.flatMap(facts => [serviceOf(facts), ...specificationOf(facts.name)]),
    ...talking.map(containerOf),
    ...inUse.flatMap(contract => [eventOf(contract), schemaOf(contract), channelOf(contract)]),
  ])

  function serviceOf(facts: Facts): [string, string] {
    const { name } = facts
    const { description } = JSON.parse(
      readFileSync(new URL(`../../../../services/${name}/package.json`, import.meta.url), 'utf8'),
    )
    const sent = inUse.filter(contract => publishersOf([facts], contract).length > 0)
    const received = inUse.filter(contract => consumersOf([facts], contract).length > 0)
    const database = [{ id: databaseOf(facts), version }]
    const about = {
      ...named(name, description),
      version,
      sends: sent.map(contract => ({ ...pointer(contract), to: [channelPointer(contract)] })),
      receives: received.map(contract => ({ ...pointer(contract), from: [channelPointer(contract)] })),
      writesTo: database,
      readsFrom: database,
      ...(openApi.has(name) && { specifications: [{ type: 'openapi', path: 'openapi.json', name: 'HTTP' }] }),
    }
    return page(`services/${name}/`, about, graph)
  }

  function specificationOf(name: string): [string, string][] {
    const document = openApi.get(name)
    return document === undefined ? [] : [[`${domainFolder}services/${name}/openapi.json`, json(document)]]
  }

  function containerOf(facts: Facts): [string, string] {
    const id = databaseOf(facts)
    const summary = `What ${facts.name} keeps, in PostgreSQL; nobody else reads it.`
    const kind = { container_type: 'database', technology: 'PostgreSQL' }
    return page(`containers/${id}/`, { ...named(id, summary), version, ...kind }, graph)
  }
}

function eventOf(contract: Contract): [string, string] {
  const { type, topic, key } = contract
  const { description } = contract.schema as { description: string }
  const about = { ...named(type, description), version: versionOf(contract), schemaPath: 'schema.json' }
  const where = `It lies on \`${topic}\`, under the key \`${key}\`.`
  return page(
    eventFolder(contract),
    about,
    `${where}\n\n${graph}\n\n## Fields\n\n<SchemaViewer file="schema.json" />`,
  )
}

const schemaOf = (contract: Contract): [string, string] => [
  `${domainFolder}${eventFolder(contract)}schema.json`,
  json(contract.schema),
]

function channelOf(contract: Contract): [string, string] {
  const { topic, type, version } = contract
  const summary = `${type}, version ${version}: ${partitionsOf(contract)} partitions; keeps ${keeps(contract)}.`
  const about = {
    ...named(topic, summary),
    version: versionOf(contract),
    address: topic,
    protocols: ['kafka'],
    deliveryGuarantee: 'at-least-once',
  }
  return page(`channels/${topic}/`, about, graph)
}

const graph = '<NodeGraph />'
const databaseOf = ({ database }: Facts) => `${database}-database`
const versionOf = ({ version }: Contract) => `${version}.0.0`
const pointer = (contract: Contract) => ({ id: contract.type, version: versionOf(contract) })
const channelPointer = (contract: Contract) => ({ id: contract.topic, version: versionOf(contract) })
const named = (id: string, summary: string) => ({ id, name: id, summary, owners: [owner] })
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`

/** The newest version of an event stands in front of the others. */
function eventFolder(contract: Contract): string {
  const newest = allContracts
    .filter(({ type }) => type === contract.type)
    .every(each => each.version <= contract.version)
  const folder = `events/${contract.type}/`
  return newest ? folder : `${folder}versioned/${versionOf(contract)}/`
}

/** A page of the catalogue: what the tool reads in front, and a text in MDX. */
const page = (folder: string, about: object, text: string): [string, string] => [
  `${domainFolder}${folder}index.mdx`,
  `---\n${stringify(about, { lineWidth: 0, aliasDuplicateObjects: false })}---\n\n${text}\n`,
]
