import type { DeadLetter, Redrive, RedriveResult } from '@orderflow/messaging'

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
    return [title, ...columns([['id', 'reason', 'age', 'redriven'], ...rows])].join('\n')
  })
  const done = letters.filter(({ id }) => redrives.has(id)).length
  return [...tables, `${letters.length} dead letters, ${done} of them redriven (✓)`].join('\n\n')
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map(row => (row[i] ?? '').length)))
  return rows.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
}

/** How long ago, in its largest unit: `40s`, `15m`, `2h`, `3d`. */
export function ageOf(at: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`
}

/** Characters of a value. */
const mostShown = 4_000

/** One dead letter for people. */
export function letterPage(letter: DeadLetter, redrive: Redrive | undefined): string {
  const { record, restored } = letter
  const headers = Object.entries(record.headers).map(([name, value]) => [name, [value].flat().join(', ')])
  const { encoding, text } = contentOf(letter)
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
    letter.detail,
    '',
    'Headers',
    ...columns(headers as string[][]),
    '',
    `Value (${encoding})`,
    text.length <= mostShown
      ? text
      : `${text.slice(0, mostShown)}… ${text.length - mostShown} characters more; --json has all`,
    '',
    howToRedrive(),
  ].join('\n')

  function howToRedrive(): string {
    if ('refusal' in restored) return `It cannot be redriven. ${restored.refusal}`
    if (redrive !== undefined) return `${redrive.by} redrove it at ${redrive.at}.`
    return `Send it back once the cause is mended: npm run dlq -- redrive ${letter.id}`
  }
}

/** The value as a person can read it: JSON, else text, else hexadecimal. */
export function contentOf({ record: { value } }: DeadLetter): { encoding: string; text: string } {
  if (value === null) return { encoding: 'none', text: '(no value)' }
  const text = value.toString()
  try {
    return { encoding: 'JSON', text: JSON.stringify(JSON.parse(text), null, 2) }
  } catch {
    const printable = Buffer.from(text).equals(value) && !/[^\P{Cc}\n\r\t]/u.test(text)
    return printable ? { encoding: 'text', text } : { encoding: 'hexadecimal', text: value.toString('hex') }
  }
}

/** What became of one dead letter, in a line. */
export function resultLine(
  { id, status, target, count, detail = '' }: RedriveResult,
  dryRun: boolean,
): string {
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
