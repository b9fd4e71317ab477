import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { ServiceError } from '@orderflow/service-kit'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { createProgress } from '../../dev/lib/progress.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { unexpected } from './cells.ts'
import { writeTable } from './document.ts'
import { hunt, mutants } from './mutants/index.ts'
import { runParallel } from './parallel.ts'
import { count, exploredTable, mutantTable, runTable, traceText } from './report.ts'
import { readSchedule, writeSchedule } from './schedule-file.ts'
import { explore, idText, recordSchedule, replay, shrink } from './simulator/index.ts'
import { smallWorlds } from './small-worlds.ts'
import { system } from './system/index.ts'

const args = parseArgs({
  usage: 'npm run simulate -- [--schedules N] [--seed S] [--json]',
  about:
    'Runs the real decisions of all services under a simulated broker, clock and\ngateway that duplicate, delay, reorder and crash, and checks the invariants\nafter each schedule.',
  options: {
    schedules: { type: 'number', value: 'N', help: 'how many schedules', default: 100_000, min: 1 },
    seed: { type: 'number', value: 'S', help: 'which ones: below 1,000,000', default: 1 },
    workers: {
      type: 'number',
      value: 'N',
      help: 'threads; they change the time, not the result',
      default: availableParallelism(),
      min: 1,
    },
    replay: {
      type: 'string',
      value: 'ID|FILE',
      help: 'run one schedule again, such as 1:48213, and show it',
    },
    exhaustive: { type: 'boolean', help: 'every permutation of one order and its cancellation instead' },
    mutants: { type: 'boolean', help: 'how soon bugs are found that are put in on purpose instead' },
    write: { type: 'boolean', help: 'with one of these two: write its table in docs/simulation.md' },
    ...jsonOption,
  },
})
/** Above, seeds and numbers of schedules would not fit into one number any more. */
const seeds = 1_000_000
const { say, result } = createOutput(args)
const startedAt = performance.now()
const secondsSoFar = () => Math.round((performance.now() - startedAt) / 100) / 10

await runCommand(async () => {
  if (args.seed >= seeds) {
    throw new ServiceError('SEED_TOO_LARGE', `Seeds are below ${count(seeds)}: choose a smaller one.`)
  }
  if (args.replay !== undefined) return await replayOne(args.replay)
  if (args.exhaustive) return await exploreAll()
  if (args.mutants) return await huntAll()
  return await simulate()
})

async function simulate(): Promise<number> {
  const { schedules, seed, workers } = args
  const progress = createProgress(say)
  const run = await runParallel({
    seed,
    schedules,
    workers,
    onProgress: (done, violations) =>
      progress.show(`${count(done)} of ${count(schedules)} schedules, ${count(violations)} violations`),
  })
  const seconds = secondsSoFar()
  progress.end(runTable(run, seconds))
  const [first] = run.violated
  if (first !== undefined) await showSmallest(first.number)
  const { unvisited, impossible } = unexpected(run.coverage)
  result({
    schedules: run.schedules,
    violations: run.violations,
    seconds,
    seed,
    workers,
    ...run.tally,
    unvisitedCells: unvisited,
    impossibleCells: impossible,
    violated: run.violated.map(({ number, violation }) => ({ id: idText({ seed, number }), ...violation })),
  })
  return run.violations === 0 ? 0 : 1
}

/** The first schedule that went wrong, made as small as can be. */
async function showSmallest(number: number): Promise<void> {
  const id = { seed: args.seed, number }
  const { schedule, violation } = recordSchedule(system, id)
  if (violation === undefined) return
  const smallest = shrink(system, schedule, violation.invariant)
  const file = fileURLToPath(new URL(`../../../.run/simulate/${id.seed}-${number}.json`, import.meta.url))
  await writeSchedule(file, smallest.schedule)
  say(`\nSchedule ${idText(id)}, made as small as can be:\n\n${traceText(smallest)}\n`)
  say(`Again: npm run simulate -- --replay ${idText(id)}, or the small one: --replay ${file}`)
}

async function replayOne(name: string): Promise<number> {
  const trace = replay(system, await readSchedule(system, name))
  say(traceText(trace))
  const violations = trace.violation === undefined ? 0 : 1
  result({ schedules: 1, violations, seconds: secondsSoFar(), violation: trace.violation ?? null })
  return violations
}

async function exploreAll(): Promise<number> {
  const explored = smallWorlds.map(small => explore(system, small))
  const table = exploredTable(explored)
  say(table)
  if (args.write) await writeTable('worlds', table)
  for (const { name, violation } of explored) {
    if (violation !== undefined) say(`\n${name}:\n\n${traceText(violation)}`)
  }
  const violations = explored.filter(({ violation }) => violation !== undefined).length
  result({
    worlds: explored.length,
    permutations: explored.reduce((sum, { permutations }) => sum + permutations, 0),
    states: explored.reduce((sum, { states }) => sum + states, 0),
    deliveries: Math.max(...explored.map(({ deliveries }) => deliveries)),
    violations,
    seconds: secondsSoFar(),
  })
  return violations === 0 ? 0 : 1
}

async function huntAll(): Promise<number> {
  const found = mutants.map(mutant => hunt(system, mutant, args.seed))
  const table = mutantTable(found)
  say(table)
  if (args.write) await writeTable('mutants', table)
  const missed = found.filter(({ schedules }) => schedules === undefined).length
  result({
    mutants: found.length,
    found: found.length - missed,
    seconds: secondsSoFar(),
    schedules: Object.fromEntries(found.map(({ mutant, schedules }) => [mutant.name, schedules ?? null])),
  })
  return missed === 0 ? 0 : 1
}
