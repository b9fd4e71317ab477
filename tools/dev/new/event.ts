import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Draft, draftOf, Refusal } from './draft.ts'
import { schemaOf, testOf } from './event-files.ts'
import { type EventNames, eventNames } from './names.ts'
import { behindRow, replaced, rowOf } from './rows.ts'
import { eventsIn, paths, publishedBy, serviceFolders } from './sources.ts'

export interface NewEvent {
  readonly type: string
  readonly publisher: string
  readonly readers: readonly string[]
  /** The event with which it is published; the publisher's first one unless told. */
  readonly beside?: string | undefined
}

/** A draft, and what is left to decide: each a sentence that begins with the file. */
export interface Made {
  readonly draft: Draft
  readonly left: readonly string[]
  /** The commands that are to be run after that. */
  readonly then: readonly string[]
  /** There is a new package, which is to be joined to the others. */
  readonly install?: true
}

/**
 * What a new event of an order needs: its schema and its row in the registry; in its publisher the type, `publishes`,
 * an end of a step, the pact's occasion and a test that is red until the event is published; what reporting and the
 * live page say of it. Reporting reads every event; a reader in the saga gets its row in `consumes`, and the compiler
 * asks for the rest.
 *
 * @throws Refusal for a name that is taken or malformed, an unknown service, an event that the publisher has not
 */
export function newEvent(root: string, { type, publisher, readers, beside }: NewEvent): Made {
  const draft = draftOf(root)
  const names = eventNames(type)
  const sibling = checked(root, draft, names, publisher, readers, beside)
  draft.create(names.schema, schemaOf(names))
  draft.edit(paths.registry, `the row ${registryRow(names)}`, text =>
    behindRow(text, 'defineEvents(', lastOf(draft, publisher), registryRow(names)),
  )
  publish(root, draft, names, publisher, sibling)
  const others = readers.filter(reader => reader !== 'reporting')
  for (const reader of others) {
    const row = `${type}: 1,`
    draft.edit(`services/${reader}/src/consumers.ts`, `${row} in consumes`, text =>
      replaced(
        text,
        /(export const consumes = \{.*?)(\n\} as const)/s,
        (_, rows, end) => `${rows}\n  ${row}${end}`,
      ),
    )
  }
  report(draft, names, sibling, others.length === 0)
  const then = ['npm run check -- --fix', 'npm run simulate -- --mutants --write', 'npm test -- unit']
  return { draft, left: leftOf(names, publisher, sibling, others), then }
}

function checked(
  root: string,
  draft: Draft,
  { type, schema }: EventNames,
  publisher: string,
  readers: readonly string[],
  beside: string | undefined,
): string {
  if (eventsIn(draft).includes(type)) throw new Refusal(`There is an event ${type} already.`)
  if (draft.exists(schema)) throw new Refusal(`${schema} exists already: another event has that topic.`)
  const services = serviceFolders(root)
  const unknown = [publisher, ...readers].find(name => !services.includes(name))
  if (unknown !== undefined)
    throw new Refusal(`There is no service ${unknown}; there are ${services.join(', ')}.`)
  const published = publishedBy(draft, publisher)
  const [first] = published
  if (first === undefined)
    throw new Refusal(`${publisher} only reads: it has no step that could publish ${type}.`)
  if (beside !== undefined && !published.includes(beside))
    throw new Refusal(`${publisher} publishes no ${beside}; it publishes ${published.join(', ')}.`)
  return beside ?? first
}

const registryRow = ({ type, topic }: EventNames) => `${type}: { ...versions['${topic}'], key: 'orderId' },`

/** The publisher's event that stands last in the registry. */
function lastOf(draft: Draft, publisher: string): string {
  const published = publishedBy(draft, publisher)
  return eventsIn(draft).findLast(type => published.includes(type)) ?? ''
}

function publish(root: string, draft: Draft, names: EventNames, publisher: string, sibling: string): void {
  const { type } = names
  const source = `services/${publisher}/src`
  const domain = `${source}/domain`
  const typed = readdirSync(join(root, domain))
    .map(file => `${domain}/${file}`)
    .find(file => eventUnion.test(draft.read(file)))
  draft.edit(typed ?? domain, `'${type}' into the union of the events that ${publisher} publishes`, text =>
    replaced(text, eventUnion, (_, union) => `Event<${union?.trimEnd()} | '${type}'>`),
  )
  draft.edit(`${source}/consumers.ts`, `${type}: [1], in publishes`, text =>
    behindRow(text, 'export const publishes', publishedBy(draft, publisher).at(-1) ?? '', `${type}: [1],`),
  )
  draft.edit(`${domain}/transitions.ts`, `'${type}' in the \`emits\` of an end of a step`, text =>
    replaced(
      text,
      new RegExp(`(emits: \\[[^\\]]*'${sibling}'[^\\]]*)\\]`, 'g'),
      (_, emits) => `${emits}, '${type}']`,
    ),
  )
  draft.edit(`${source}/pacts.ts`, `an occasion of ${type}: an input upon which it is published`, text => {
    const row = rowOf(text, 'occasions: {', sibling)?.replace(/^ +/gm, '').replace(sibling, type)
    return row === undefined ? undefined : behindRow(text, 'occasions: {', sibling, row)
  })
  draft.create(`${source}/${names.file}.unit.test.ts`, testOf(names, sibling))
}

const eventUnion = /Event<((?:\s*\|?\s*'\w+')+,?\s*)>/

function report(draft: Draft, { type, words }: EventNames, sibling: string, isTerminal: boolean): void {
  draft.edit(paths.reportedStatus, `${type}: null, in said`, text =>
    behindRow(text, 'export const said', sibling, `${type}: null,`),
  )
  const says = `${type}: { meaning: 'forward', says: '${words}.' },`
  draft.edit(paths.pageEvents, says, text => behindRow(text, 'const facts', sibling, says))
  if (!isTerminal) return
  draft.edit(paths.terminalEvents, `'${type}' in terminalEvents`, text =>
    replaced(
      text,
      /(const terminalEvents = new Set\(\[.*?)(\n\]\))/s,
      (_, rows, end) => `${rows}\n  '${type}',${end}`,
    ),
  )
}

function leftOf(
  { type, schema, moment, file }: EventNames,
  publisher: string,
  sibling: string,
  others: readonly string[],
): string[] {
  const source = `services/${publisher}/src`
  return [
    `${schema}: say what happened, and add what its readers need, each field with bounds and in the example`,
    `${source}/domain/transitions.ts: it is published in the ends that have ${sibling}; move it if that is not so`,
    `${source}/domain/decide.ts: publish it there, behind ${sibling} in \`events\`: ` +
      `{ type: '${type}', sequence, data: { orderId, ${moment}: at } }. Its sequence, and the version of the row that ` +
      `is kept, are one more than the sequence of ${sibling}`,
    `${source}/${file}.unit.test.ts: fails until then; write there what else it says`,
    `${source}/domain.fixture.ts and the tests of ${source}/domain: they know the row, and all that is published`,
    ...others.map(
      reader => `services/${reader}/src: its reaction ("Add a reaction to an event" in CONTRIBUTING.md)`,
    ),
    `${paths.reportedStatus}: the status that it gives an order in \`said\`; null if that is not its to say`,
    `${paths.pageEvents}: the sentence and the meaning that the live page shows`,
  ]
}
