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
export function reportLines({ orders, stacks, stockLow, seconds }: StacksOutcome): string[] {
  const rows = stackNames.map(name => {
    const { orders, events, duplicates, milliseconds, mismatches } = stacks[name]
    const times = [milliseconds.p50, milliseconds.p99].map(Math.round)
    const cells = [orders, events, duplicates, ...times, mismatches.length]
    return [name, about[name], ...cells.map(String)]
  })
  return [
    '',
    `${orders} orders in ${seconds.toFixed(0)} s; duplicates were forced at every hop.`,
    'Milliseconds are from an event to its effect, faults included.',
    '',
    ...columns([['', 'as', 'orders', 'events', 'again', 'p50', 'p99', 'wrong'], ...rows]),
    '',
    ...stackNames.flatMap(name => wrong(name, stacks[name])),
    `${stockLow.doubled === 0 ? '✓' : '✗'} ${stockLow.events} StockLow of other stacks lie on Kafka, ${stockLow.doubled} twice`,
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
export function summary({ orders, stacks, stockLow, seconds }: StacksOutcome) {
  const all = stackNames.map(name => stacks[name])
  const sum = (of: (stack: StackOutcome) => number) => all.reduce((total, stack) => total + of(stack), 0)
  return {
    orders,
    ...Object.fromEntries(
      stackNames.map(name => {
        const { products, mismatches, milliseconds, ...figures } = stacks[name]
        const times = { p50: Math.round(milliseconds.p50), p99: Math.round(milliseconds.p99) }
        const count = Object.keys(products).length
        return [name, { ...figures, products: count, milliseconds: times, mismatches: mismatches.length }]
      }),
    ),
    duplicatesDelivered: sum(({ duplicates }) => duplicates),
    stockLow,
    mismatches: sum(({ mismatches }) => mismatches.length) + stockLow.doubled,
    seconds: Math.round(seconds),
  }
}
