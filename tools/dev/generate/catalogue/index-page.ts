import { type Contract, contracts } from '@orderflow/events'
import { deadLetterHeaders, eventHeaders } from '../headers.ts'
import { consumersOf, isInUse, publishersOf, type Service } from '../publishers-and-consumers.ts'
import { pageName } from './event-page.ts'
import { flowchart } from './flowchart.ts'
import { banner, code, link, listed, page, prose, table } from './markdown.ts'

/** The way in: all events, who sends them to whom, and what their messages have in common. */
export function indexPage(services: readonly Service[]): string {
  const events = Object.values<Contract>(contracts)
  const idle = events.filter(event => ![event, ...event.older].some(version => isInUse(services, version)))
  return page(
    banner,
    '# Events',
    prose(intro(events)),
    '## All events',
    eventTable(events, services),
    '## Who tells whom',
    'An arrow into an event comes from the service that publishes it, an arrow out of it goes to one that reacts.',
    flowchart(services),
    idle.length === 0
      ? ''
      : prose(`Not drawn, because no service knows them yet: ${listed(idle.map(eventLink))}.`),
    '## Headers',
    prose(headersIntro),
    headerTable,
    '## Events in several versions',
    prose(severalVersions),
    '## Dead letters',
    prose(deadLetters),
    table(
      ['header', 'meaning'],
      deadLetterHeaders.map(({ name, meaning }) => [code(name), meaning]),
    ),
  )
}

const intro = (events: readonly Contract[]) =>
  `The services tell each other what happened, in ${events.length} events on Apache Kafka. Each version of an event ` +
  `has its own topic, described by a JSON Schema in ${link('schemas/', '../../schemas')}. Which service publishes ` +
  "and which consumes an event stands in the services' `consumers.ts`; this page and the others here are made from " +
  `both. ${link('asyncapi.json', 'asyncapi.json')} says the same for tools, as AsyncAPI 3.1. How an order goes ` +
  `through these events is told by the page of ${link('the saga', '../saga.md')}.`

const headersIntro =
  'Every message is a CloudEvents 1.0 event in binary mode: the value is the data as JSON, and all that is known ' +
  'about them is a header. A message without a header that is needed, or with data that its schema forbids, becomes ' +
  'a [dead letter](#dead-letters). What others send in structured mode (`application/cloudevents+json`, in UTF-8) is ' +
  'read alike; batches of events in one message are not.'

const severalVersions =
  'A service that publishes an event in several versions sends one message for each, on its own topic, with the ' +
  'same `ce_id`; those of older versions are marked with `ce_copyof`. Its configuration may leave versions out ' +
  `while consumers move from one to the next (${link('migration.md', '../contracts/migration.md')}). A consumer names the newest version that it knows ` +
  'and reads the older ones too, upcast; of a message and its copy it takes one.'

const deadLetters =
  'What a service cannot process it sets aside on `<topic>.<service>.dlq` and goes on: the message as it was, key ' +
  'and headers included, with these headers besides. A message with headers or a key that are not text, or one that ' +
  `is too large, says so in more of them (${link('dead-letters.ts', '../../packages/messaging/src/events/dead-letters.ts')}).`

const eventLink = (contract: Contract) => link(contract.type, pageName(contract))

function eventTable(events: readonly Contract[], services: readonly Service[]): string {
  const names = (of: typeof publishersOf, event: Contract) => {
    const found = [event, ...event.older].flatMap(version => of(services, version)).map(({ name }) => name)
    return listed([...new Set(found)]) || 'none yet'
  }
  const rows = events.map(event => [
    eventLink(event),
    String(event.version),
    code(event.topic),
    names(publishersOf, event),
    names(consumersOf, event),
    firstSentence((event.schema as { description: string }).description),
  ])
  return table(['event', 'version', 'topic', 'publisher', 'consumers', 'meaning'], rows)
}

const firstSentence = (text: string) => /^.*?\.(?= |$)/s.exec(text)?.[0] ?? text

const headerTable = table(
  ['header', 'sent', 'needed', 'meaning'],
  eventHeaders.map(({ name, sent, required, meaning }) => [
    code(name),
    sent,
    required ? 'yes' : 'no',
    meaning,
  ]),
)
