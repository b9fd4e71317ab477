import { readFileSync } from 'node:fs'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { createProgress } from '../../dev/lib/progress.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { corpusOf } from './corpus.ts'
import { caseOf, type Found, fuzz, type Named } from './fuzz.ts'
import { fuzzLines } from './report.ts'
import type { Case, Target } from './target.ts'
import { type TargetName, targetNames, targets } from './targets.ts'

const usage = `npm run fuzz -- [--target ${targetNames.join('|')}] [--cases N] [--seed S] [--only N] [--json]`
const args = parseArgs({
  usage,
  about:
    'Feeds what reads foreign input with cases that are nearly right, and sees that each gets a clear answer, that ' +
    'nothing ends or keeps what it read, and that no case makes an event loop busy for more than 50 ms.',
  options: {
    target: {
      type: 'string',
      value: 'NAME',
      help: `one of ${targetNames.join(', ')}; all of them unless told`,
    },
    cases: {
      type: 'number',
      value: 'N',
      help: 'how many to make, after those of the corpus; a thousand or three unless told',
    },
    seed: { type: 'number', value: 'S', default: 1, help: 'the same cases again' },
    from: { type: 'number', value: 'N', default: 0, help: 'begin with case N of the seed' },
    only: { type: 'number', value: 'N', help: 'case N of the seed alone, and print it' },
    case: { type: 'string', value: 'FILE', help: 'one case alone, as it was printed' },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
const log = (line: string) => process.stderr.write(`${line}\n`)
const progress = createProgress(log)

await runCommand(async signal => {
  const { target } = args
  if (target !== undefined && !Object.hasOwn(targets, target)) {
    process.stderr.write(`There is no target ${target}. Usage: ${usage}\n`)
    return 2
  }
  const found: Record<string, Found & { readonly seconds: number }> = {}
  for (const name of targetNames) {
    if (target !== undefined && target !== name) continue
    const opened: Target<Case> = await targets[name]({ log, signal })
    try {
      const started = performance.now()
      const one = await fuzzed(name, opened, signal)
      const seconds = Math.round((performance.now() - started) / 100) / 10
      for (const line of fuzzLines(name, one, seconds)) say(line)
      found[name] = { ...one, seconds }
    } finally {
      await opened.close()
    }
  }
  result({ seed: args.seed, ...found })
  return Object.values(found).every(({ findings }) => findings.length === 0) ? 0 : 1
})

async function fuzzed(name: TargetName, target: Target<Case>, signal: AbortSignal): Promise<Found> {
  const alone = chosen(target)
  if (alone !== undefined) say(JSON.stringify(alone.case))
  const corpus = alone === undefined ? corpusOf(name) : []
  const total = alone === undefined ? corpus.length + (args.cases ?? target.short) : 1
  const cases = alone === undefined ? casesOf(target, corpus) : [alone]
  const found = await fuzz(target, cases, total, signal, done =>
    progress.show(`${name}: ${done} of ${total} cases`),
  )
  return { ...found, corpus: corpus.length }
}

/** The one case that is asked for, if so. */
function chosen(target: Target<Case>): Named<Case> | undefined {
  if (args.case !== undefined) return { name: args.case, case: JSON.parse(readFileSync(args.case, 'utf8')) }
  if (args.only !== undefined) return named(target, args.only)
  return undefined
}

function* casesOf(target: Target<Case>, corpus: readonly Named<Case>[]): Generator<Named<Case>> {
  yield* corpus
  const { from, cases = target.short } = args
  for (let n = from; n < from + cases; n++) yield named(target, n)
}

function named(target: Target<Case>, number: number): Named<Case> {
  return { name: `--seed ${args.seed} --only ${number}`, case: caseOf(target, args.seed, number) }
}
