import type { BlockFacts, OutboxFacts, OutboxRowFacts } from '@orderflow/messaging/outbox'
import { ageOf, columns, valueLines, visible } from '../../dev/lib/tables.ts'

/** What waits, for people: a table of topics and one of keys for each service that has any. */
export function outboxTables(
  outboxes: readonly (OutboxFacts & { readonly service: string })[],
  now: Date,
): string {
  const waiting = outboxes.filter(({ unsent, keysInAll }) => unsent + keysInAll > 0)
  if (waiting.length === 0) return 'Nothing waits in the outboxes.'
  return waiting.map(outbox => outboxTable(outbox, now)).join('\n\n')
}

function outboxTable(
  { service, unsent, topics, keys, keysInAll }: OutboxFacts & { readonly service: string },
  now: Date,
): string {
  const topicRows = topics.map(({ topic, rows, since, held }) => {
    return [topic, `${rows}`, ageOf(since, now), ...(held ? holdCells(held, now) : ['', '', ''])]
  })
  const heldTitle = `${service}: keys held back: ${keysInAll}${keys.length < keysInAll ? `, the first ${keys.length}:` : ''}`
  // What they have in common is a title: a table with it would be wider than a terminal.
  const groups = Map.groupBy(keys, ({ topic, code }) => `${topic}: ${code}`)
  const keyTables = [...groups].flatMap(([title, held]) => [
    `  ${visible(title)}`,
    ...columns([['id', 'key', 'rows', 'since', 'tries', 'next try'], ...held.map(keyRow)]),
  ])
  function keyRow(held: (typeof keys)[number]): string[] {
    const { seq, key, rows, since, tries, nextTry } = held
    return [
      `${service}/${seq}`,
      key || '(none)',
      `${rows}`,
      ageOf(since, now),
      `${tries}`,
      inHow(nextTry, now),
    ]
  }
  return [
    `${service}: rows that wait: ${unsent}`,
    ...columns([['topic', 'rows', 'oldest', 'tries', 'next try', 'held back by'], ...topicRows]),
    ...(keys.length === 0
      ? []
      : [heldTitle, ...keyTables, `See one: npm run outbox -- show ${service}/${keys[0]?.seq}`]),
  ].join('\n')
}

const holdCells = ({ tries, nextTry, code }: BlockFacts, now: Date) => [`${tries}`, inHow(nextTry, now), code]

/** How long until then, as `ageOf` has it. */
function inHow(nextTry: string | null, now: Date): string {
  if (nextTry === null) return 'when released'
  return Date.parse(nextTry) <= now.getTime() ? 'now' : `in ${ageOf(now.toISOString(), new Date(nextTry))}`
}

/** One row for people. */
export function rowPage(id: string, row: OutboxRowFacts): string {
  const { topic, key, since, behind, headers, valueBase64, keyHeld, topicHeld } = row
  return [
    id,
    ...columns([
      ['topic', topic],
      ['key', key ?? '(none)'],
      ['since', since],
      ['behind it', `${behind} of its key`],
    ]),
    ...holdLines('Its key waits', keyHeld),
    ...holdLines('Its topic waits', topicHeld),
    ...(keyHeld || topicHeld ? ['', `Try again now: npm run outbox -- release ${id}`] : []),
    '',
    'Headers',
    ...columns(Object.entries(headers)),
    '',
    ...valueLines(valueBase64 === null ? null : Buffer.from(valueBase64, 'base64')),
  ].join('\n')
}

function holdLines(title: string, hold: (BlockFacts & { readonly seq?: string }) | undefined): string[] {
  if (hold === undefined) return []
  const { code, reason, until, since, tries, nextTry } = hold
  return [
    '',
    title,
    ...columns([
      ['error', code],
      ['the broker', reason],
      ['why, or until', until],
      ['since', `${since}, ${tries} tries`],
      ['next try', nextTry ?? 'when it is released'],
    ]),
  ]
}
