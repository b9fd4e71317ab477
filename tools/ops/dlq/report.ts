import { type DeadLetter, headerTexts } from '@orderflow/messaging/dead-letters'
import type { Redrive, RedriveResult } from '@orderflow/messaging/redrive'
import { ageOf, columns, valueLines, visible } from '../../dev/lib/tables.ts'

/** Dead letters for people: a table for each service and topic. */
export function letterTable(
  letters: readonly DeadLetter[],
  redrives: ReadonlyMap<string, Redrive>,
  now: Date,
): string {
  if (letters.length === 0) return 'No dead letters.'
  const tables = [...Map.groupBy(letters, ({ position }) => position.topic).values()].map(ofTopic => {
    const [{ service, topic }] = ofTopic as [DeadLetter]
    const rows = ofTopic.map(letter => [
      letter.id,
      letter.reason,
      ageOf(letter.at, now),
      `${letter.redriveCount + (redrives.has(letter.id) ? 1 : 0)}${redrives.has(letter.id) ? ' ✓' : ''}`,
    ])
    const title = `${topic || 'somebody else'}, dead-lettered by ${service}`
    return [visible(title), ...columns([['id', 'reason', 'age', 'redriven'], ...rows])].join('\n')
  })
  const done = letters.filter(({ id }) => redrives.has(id)).length
  return [...tables, `${letters.length} dead letters, ${done} of them redriven (✓)`].join('\n\n')
}

/** One dead letter for people. */
export function letterPage(letter: DeadLetter, redrive: Redrive | undefined): string {
  const { record, restored } = letter
  return [
    letter.id,
    ...columns([
      ['service', letter.service],
      ['lay on', `${letter.topic}/${record.headers.dlq_partition}/${record.headers.dlq_offset}`],
      ['since', letter.at],
      ['reason', letter.reason],
      ['key', record.key?.toString() ?? '(none)'],
      ['redriven', `${letter.redriveCount} times before it came here`],
    ]),
    '',
    visible(letter.detail),
    '',
    'Headers',
    ...columns(headerTexts(record.headers)),
    '',
    ...valueLines(record.value),
    '',
    howToRedrive(),
  ].join('\n')

  function howToRedrive(): string {
    if ('refusal' in restored) return `It cannot be redriven. ${restored.refusal}`
    if (redrive !== undefined) return `${redrive.by} redrove it at ${redrive.at}.`
    return `Send it back once the cause is mended: npm run dlq -- redrive ${letter.id}`
  }
}

/** What became of one dead letter, in a line. */
export function resultLine(
  { id, status, target, count, detail: said = '' }: RedriveResult,
  dryRun: boolean,
): string {
  const detail = visible(said)
  switch (status) {
    case 'redriven':
      return `✓ ${id} ${dryRun ? 'would go' : 'goes'} back to ${target}${count > 1 ? `, redrive ${count}` : ''}`
    case 'already':
      return `- ${id} went back already. ${detail}`.trimEnd()
    case 'refused':
      return `✗ ${id} cannot go back. ${detail}`
  }
}

export const totalsLine = (totals: Record<RedriveResult['status'], number>, dryRun: boolean): string =>
  `${totals.redriven} ${dryRun ? 'would be ' : ''}redriven, ${totals.already} were already, ${totals.refused} refused` +
  (dryRun ? ' (dry run: nothing was changed)' : '')
