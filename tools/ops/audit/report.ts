import type { AuditReport, Unsettled } from '@orderflow/audit'
import { visible } from '../../dev/lib/tables.ts'

const wholeNumber = new Intl.NumberFormat('en-US')
const count = (value: number) => wholeNumber.format(value)

/** An audit for people, at most 80 columns wide but for the values of violations. */
export function auditTable({ orders, invariants, violations }: AuditReport): string {
  const lines = [
    `  ${'invariant'.padEnd(50)}${'checked'.padStart(11)}  verdict`,
    ...invariants.map(({ says, checked, violated, skipped }) => {
      const verdict = violated > 0 ? `${count(violated)} broken` : skipped === undefined ? 'holds' : 'skipped'
      return `${violated > 0 ? '✗' : skipped === undefined ? '✓' : '–'} ${says.padEnd(50)}${count(checked).padStart(11)}  ${verdict}`
    }),
    '',
    ...invariants.flatMap(({ says, skipped }) =>
      skipped === undefined ? [] : [`Skipped: ${says}, as ${skipped}.`, ''],
    ),
    `${count(orders)} orders, ${violations.length === 0 ? 'no violation' : 'violations:'}`,
  ]
  for (const { name, says, violated } of invariants) {
    const shown = violations.filter(({ invariant }) => invariant === name)
    if (shown.length > 0) lines.push('', `${says} (${name})`)
    lines.push(...shown.map(({ subject, detail }) => `  ${visible(`${subject} ${detail}`)}`))
    if (violated > shown.length) lines.push(`  … and ${count(violated - shown.length)} more`)
  }
  return lines.join('\n')
}

/** What is still under way, in one line. */
export function unsettledLine(unsettled: Unsettled): string {
  const { openOrders, outbox, gatewayRequests, reserved, late, unreported } = unsettled
  const parts = [
    [openOrders, 'open orders'],
    [outbox, 'messages in outboxes'],
    [gatewayRequests, 'gateway requests'],
    [reserved, 'pieces reserved'],
    [late, 'effects still to come'],
    [unreported, 'events that reporting lacks'],
  ] as const
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${count(number)} ${what}`)
    .join(', ')
}
