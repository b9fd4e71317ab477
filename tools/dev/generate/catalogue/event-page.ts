import type { Contract } from '@orderflow/events'
import { consumersOf, publishersOf, type Service, versionSeenBy } from '../publishers-and-consumers.ts'
import { banner, code, link, listed, page, prose, table } from './markdown.ts'
import { keeps, partitionsOf } from './topic-settings.ts'
import { versionSection } from './version-section.ts'

/** The file of an event's page, whatever its version: `order-created.md`. */
export function pageName({ type }: Pick<Contract, 'type'>): string {
  return `${type.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase()}.md`
}

/** All about one event. `contract` is its current version. */
export function eventPage(contract: Contract, services: readonly Service[]): string {
  const versions = [contract, ...contract.older]
  return page(
    banner,
    `# ${contract.type}`,
    prose((contract.schema as { description: string }).description),
    link('All events', 'README.md'),
    '## Versions and topics',
    versionsTable(versions),
    `The Kafka key is ${code(contract.key)}: events with the same one lie on the same partition, in order.`,
    '## Who publishes it, who consumes it',
    usersTable(versions, services),
    ...unknownTo(versions, services),
    ...versions.map((version, n) =>
      versionSection(version, { current: contract, before: versions[n + 1] }, services),
    ),
    '## What will not change',
    promise(versions),
  )
}

function versionsTable([current, ...older]: readonly Contract[]): string {
  const row = (contract: Contract, status: string) => {
    const { version, topic } = contract
    return [
      String(version),
      code(topic),
      String(partitionsOf(contract)),
      keeps(contract),
      status,
      schemaLink(topic),
    ]
  }
  return table(
    ['version', 'topic', 'partitions', 'keeps', 'status', 'schema'],
    [
      ...(current ? [row(current, 'current')] : []),
      ...older.map(contract => row(contract, 'still understood, upcast')),
    ],
  )
}

function schemaLink(topic: string): string {
  const path = `schemas/${topic.replace('.', '/')}.json`
  return link(path, `../../${path}`)
}

function usersTable(versions: readonly Contract[], services: readonly Service[]): string {
  const rows = versions.map(contract => [
    String(contract.version),
    listed(publishersOf(services, contract).map(({ name }) => name)) || 'no service yet',
    listed(consumersOf(services, contract).map(service => reader(service, contract))) || 'no service yet',
  ])
  return table(['version', 'published by', 'consumed by'], rows)
}

function reader(service: Service, contract: Contract): string {
  const seen = versionSeenBy(service, contract)
  return seen === contract.version ? service.name : `${service.name} (as version ${seen})`
}

function unknownTo(versions: readonly Contract[], services: readonly Service[]): string[] {
  const nobody = (of: typeof publishersOf) => versions.every(contract => of(services, contract).length === 0)
  return [
    nobody(publishersOf) ? 'No service publishes it yet.' : '',
    nobody(consumersOf) ? 'No service consumes it yet.' : '',
  ]
}

function promise(versions: readonly Contract[]): string {
  const golden = versions.map(({ topic }) =>
    link(code(`${topic}.json`), `../../packages/events/golden/${topic}.json`),
  )
  const promised = link(
    'What the schemas promise',
    '../../packages/events/README.md#what-the-schemas-promise',
  )
  const gate = link('compatibility gate', '../adr/0009-compatibility-gate.md')
  return prose(
    'Within a version only optional fields are added, and consumers ignore fields that they do not know. Anything ' +
      `else is a new version on a new topic. ${promised}; the ${gate} holds it, with events of each version as they ` +
      `were once published: ${listed(golden)}.`,
  )
}
