import type { HoldFacts, OutboxFacts, OutboxRowFacts } from '@orderflow/messaging'
import { ageOf, columns, valueLines } from '../lib/tables.ts'

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
  const keyRows = keys.map(held => [
    `${service}/${held.seq}`,
    held.topic,
    held.key || '(none)',
    `${held.rows}`,
    ageOf(held.since, now),
    ...holdCells(held, now),
  ])
  const heldTitle = `${service}: ${keysInAll} keys are held back${keys.length < keysInAll ? `, the first ${keys.length}:` : ''}`
  return [
    `${service}: ${unsent} rows wait`,
    ...columns([['topic', 'rows', 'oldest', 'tries', 'next try', 'held back by'], ...topicRows]),
    ...(keys.length === 0
      ? []
      : [
          heldTitle,
          ...columns([
            ['id', 'topic', 'key', 'rows', 'since', 'tries', 'next try', 'held back by'],
            ...keyRows,
          ]),
          `See one: npm run outbox -- show ${service}/${keys[0]?.seq}`,
        ]),
  ].join('\n')
}

const holdCells = ({ tries, nextTry, code }: HoldFacts, now: Date) => [`${tries}`, inHow(nextTry, now), code]

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
      ['behind it', `${behind} rows of its key`],
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

function holdLines(title: string, hold: (HoldFacts & { readonly seq?: string }) | undefined): string[] {
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
