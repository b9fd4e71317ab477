import type { Graph } from './graph.ts'

/**
 * Circles of a graph: for each file that is in one a shortest way around, unless one was found already that goes through
 * it. Empty if there is an order in which every file comes after what it imports.
 */
export function circlesOf(graph: Graph): string[][] {
  const seen = new Set<string>()
  const circles: string[][] = []
  for (const file of graph.keys()) {
    if (seen.has(file)) continue
    const circle = wayAround(graph, file)
    if (circle === undefined) continue
    circles.push(circle)
    for (const each of circle) seen.add(each)
  }
  return circles
}

/** A shortest way from a file back to itself. */
function wayAround(graph: Graph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>()
  let edge = [start]
  while (edge.length > 0) {
    const next: string[] = []
    for (const file of edge) {
      for (const target of graph.get(file) ?? []) {
        if (target === start) return wayTo(cameFrom, start, file)
        if (cameFrom.has(target)) continue
        cameFrom.set(target, file)
        next.push(target)
      }
    }
    edge = next
  }
  return undefined
}

function wayTo(cameFrom: ReadonlyMap<string, string>, start: string, end: string): string[] {
  const way = [end]
  for (let file = end; file !== start; ) {
    file = cameFrom.get(file) as string
    way.unshift(file)
  }
  return way
}
