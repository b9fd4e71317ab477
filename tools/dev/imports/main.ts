/** Holds the imports of all sources to the rules: who may import whom, and no circles. Names each breach and exits 1. */
import { fileURLToPath } from 'node:url'
import { breachesOf } from './breaches.ts'
import { circlesOf } from './circles.ts'
import { readGraph } from './graph.ts'
import { rules } from './rules.ts'

const graph = readGraph(fileURLToPath(new URL('../../../', import.meta.url)))
const circles = circlesOf(graph).map(circle => `A circle: ${[...circle, circle[0]].join(' → ')}`)
const lines = [...breachesOf(graph, rules), ...circles]
for (const line of lines) console.error(line)
process.exitCode = lines.length > 0 ? 1 : 0
