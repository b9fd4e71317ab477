import { columns } from '../../dev/lib/tables.ts'
import type { Growth, Plan, Step } from './grow.ts'

/** A line for what has just been done; none for what is looked at again and again. */
export function stepLine(step: Step): string | undefined {
  const at = `${step.seconds.toFixed(1)} s`.padStart(7)
  switch (step.done) {
    case 'held':
      return `${at}  held: ${counted(step.topics.length)}; what is to be sent there waits in the outboxes`
    case 'looked':
      return undefined
    case 'read':
      return `${at}  read to their ends by ${step.readers.map(({ group }) => group).join(', ') || 'nobody'}`
    case 'added':
      return `${at}  partitions are added; waiting until nobody sends by the old number`
    case 'settled':
      return `${at}  nobody does`
    case 'let go':
      return `${at}  the topics are let go`
  }
}

export const counted = (topics: number) => `${topics} topic${topics === 1 ? '' : 's'}`

/** Who is behind, in a line that renews itself; none if nobody is. */
export const behindLine = ({ behind }: Extract<Step, { done: 'looked' }>): string | undefined =>
  behind.length === 0
    ? undefined
    : behind.map(({ group, topic, records }) => `${group}: ${records} of ${topic}`).join(', ')

/** What would be done. */
export function planLines({ growth, resumed }: Plan, readers: readonly string[]): string[] {
  if (growth.length === 0 && resumed.length === 0) return ['No topic has fewer partitions.']
  return [
    ...(resumed.length === 0
      ? []
      : [`An earlier run has left ${counted(resumed.length)} held, to be let go.`]),
    ...growthLines(growth),
    `Waited for: ${readers.join(', ') || 'nobody'}`,
  ]
}

export const growthLines = (growth: readonly Growth[]): string[] =>
  growth.length === 0
    ? []
    : columns([['topic', 'from', 'to'], ...growth.map(({ topic, from, to }) => [topic, `${from}`, `${to}`])])

/** Topics with their numbers of partitions, and whether they are held. */
export const listTable = (counts: ReadonlyMap<string, number>, held: readonly string[]): string[] =>
  columns([
    ['topic', 'partitions', ''],
    ...[...counts].sort().map(([topic, count]) => [topic, `${count}`, held.includes(topic) ? 'held' : '']),
  ])
