import { type Contract, upcast } from '@orderflow/events'
import { publishersOf, type Service } from '../publishers-and-consumers.ts'
import { sampleOf } from '../sample.ts'
import { changesBetween } from './changes.ts'
import { fieldsOf } from './fields.ts'
import { code, fenced, link, page, prose, table } from './markdown.ts'

interface Neighbours {
  /** The current version, which may be this one. */
  readonly current: Contract
  /** The version before this one, where there is one. */
  readonly before: Contract | undefined
}

/** One version of an event: what changed with it, its fields, an example. */
export function versionSection(
  contract: Contract,
  { current, before }: Neighbours,
  services: readonly Service[],
): string {
  const { version, topic, schema } = contract
  const sample = sampleOf(contract, publishersOf(services, contract)[0]?.name)
  const headers = Object.entries(sample.headers).map(([name, text]) => `${name}: ${text}`)
  return page(
    `## Version ${version}`,
    contract === current
      ? ''
      : page(prose((schema as { description: string }).description), understood(contract, current)),
    before === undefined
      ? ''
      : page(`### What changed since version ${before.version}`, changesTable(before, contract)),
    `### Fields of version ${version}`,
    fieldTable(schema),
    `### Example of version ${version}`,
    `As it lies on ${code(topic)}: key, ${link('headers', 'README.md#headers')}, value.`,
    fenced('text', [`key: ${sample.key}`, ...headers].join('\n')),
    fenced('json', JSON.stringify(sample.data, null, 2)),
  )
}

function changesTable(before: Contract, contract: Contract): string {
  const rows = changesBetween(before.schema, contract.schema).map(change => [
    code(change.path),
    change.before,
    change.after,
  ])
  return table(['field', `version ${before.version}`, `version ${contract.version}`], rows)
}

/** What the upcaster does is shown on the schema's example; the rest of it is code. */
function understood(contract: Contract, current: Contract): string {
  const { data } = sampleOf(contract)
  const upcasted = upcast(contract, data, current.version) as object
  const added = Object.entries(upcasted).filter(([name]) => !(name in data))
  const dropped = Object.keys(data).filter(name => !(name in upcasted))
  const what = [
    ...added.map(([name, value]) => `gains ${code(name)}, which is ${code(JSON.stringify(value))}`),
    ...dropped.map(name => `loses ${code(name)}`),
  ]
  const effect = what.length === 0 ? 'keeps its fields' : what.join(' and ')
  return prose(
    `A consumer of version ${current.version} reads it too: it is upcast before its decider sees it ` +
      `(${link('conversions.ts', '../../packages/events/src/conversions.ts')}). Read so, the example below ${effect}.`,
  )
}

function fieldTable(schema: object): string {
  const rows = fieldsOf(schema).map(({ path, type, required, bounds, meaning }) => [
    code(path),
    type,
    required === undefined ? '' : required ? 'yes' : 'no',
    bounds,
    meaning,
  ])
  return table(['field', 'type', 'required', 'bounds', 'meaning'], rows)
}
