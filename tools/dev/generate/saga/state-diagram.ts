import { fenced } from '../catalogue/markdown.ts'
import { finalStatesOf, type Move, movesOf, nothing, type SagaTable } from './tables.ts'

/**
 * A table's changes of state in Mermaid. What is ignored or cannot happen is left out. Moves between the same states
 * with the same events are one arrow with all their inputs; moves that all the states of a group share leave a box of
 * their own with the names of all.
 */
export function stateDiagram(table: SagaTable): string {
  const { shared, others } = sharedMoves(table)
  const { alike = [] } = table
  const box = shared.length === 0 ? [] : [`state "${alike.join(' or ')}" as ${group}`]
  const ends = finalStatesOf(table).map(state => `${state} --> [*]`)
  return fenced(
    'mermaid',
    ['stateDiagram-v2', ...box, ...arrows(others), ...arrows(shared), ...ends].join('\n  '),
  )
}

const group = 'any_of_these'

/** The moves that every state of the table's group makes alike, as moves of the group, and all others. */
function sharedMoves(table: SagaTable): { shared: Move[]; others: Move[] } {
  const { alike = [] } = table
  const moves = movesOf(table)
  const bySense = Map.groupBy(moves, ({ input, to, emits }) => JSON.stringify([input, to, emits]))
  const common = [...bySense.values()]
    .map(same => same.filter(({ from }) => alike.includes(from)))
    .filter(same => same.length > 1 && same.length === alike.length)
  const left = new Set(common.flat())
  return {
    shared: common.map(([move]) => ({ ...(move as Move), from: group })),
    others: moves.filter(move => !left.has(move)),
  }
}

function arrows(moves: readonly Move[]): string[] {
  const between = Map.groupBy(moves, ({ from, to, emits }) => JSON.stringify([from, to, emits]))
  return [...between.values()].map(arrow)
}

function arrow(moves: readonly Move[]): string {
  const [{ from, to, emits }] = moves as [Move]
  const inputs = moves.map(({ input }) => input).join(' or<br/>')
  const events = emits.length === 0 ? '' : ` /<br/>${emits.join(' and<br/>')}`
  return `${from === nothing ? '[*]' : from} --> ${to}: ${inputs}${events}`
}
