import { columns } from '../../dev/lib/tables.ts'
import type { StackOutcome, StacksOutcome } from './run-stacks.ts'
import { stackNames } from './stage.ts'

const about = {
  kafka: 'TypeScript, a consumer group',
  rabbitmq: 'Spring Boot, PostgreSQL',
  eventbridge: 'Python, SQS, DynamoDB',
  nats: 'TypeScript, a pull consumer',
} as const

/** What each stack saw, for people. */
export function reportLines({ orders, stacks, seconds }: StacksOutcome): string[] {
  const rows = stackNames.map(name => {
    const { orders, events, duplicates, milliseconds, mismatches } = stacks[name]
    const cells = [orders, events, duplicates, milliseconds.p50, milliseconds.p99, mismatches.length]
    return [name, about[name], ...cells.map(String)]
  })
  return [
    '',
    `${orders} orders in ${seconds.toFixed(0)} s; duplicates were forced at every hop.`,
    'Milliseconds are from an event to its effect, faults included.',
    '',
    ...columns([
      ['', 'as', 'orders', 'events', 'again', 'p50', 'p99', 'wrong'],
      ...rows,
    ]),
    '',
    ...stackNames.flatMap(name => wrong(name, stacks[name])),
  ]
}

const shown = 5

function wrong(name: string, { mismatches }: StackOutcome): string[] {
  const more = mismatches.length > shown ? [`  and ${mismatches.length - shown} more`] : []
  return mismatches.length === 0
    ? [`✓ ${name} equals what the owners of the data say`]
    : [`✗ ${name} differs:`, ...mismatches.slice(0, shown).map(line => `  ${line}`), ...more]
}

/** The same for machines: one figure a stack, and the sums. */
export function summary({ orders, stacks, seconds }: StacksOutcome) {
  const all = stackNames.map(name => stacks[name])
  const sum = (of: (stack: StackOutcome) => number) => all.reduce((total, stack) => total + of(stack), 0)
  return {
    orders,
    ...Object.fromEntries(
      stackNames.map(name => {
        const { products, mismatches, ...figures } = stacks[name]
        return [name, { ...figures, products: Object.keys(products).length, mismatches: mismatches.length }]
      }),
    ),
    duplicatesDelivered: sum(({ duplicates }) => duplicates),
    mismatches: sum(({ mismatches }) => mismatches.length),
    seconds: Math.round(seconds),
  }
}
