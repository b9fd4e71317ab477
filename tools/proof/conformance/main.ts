import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { compare, judges } from './compare.ts'
import { events } from './fuzz/events.ts'
import { fuzzLines, vectorLines } from './report.ts'
import { themes, vectorsOf } from './vectors.ts'

const args = parseArgs({
  usage: 'npm run conformance -- [--fuzz N] [--seed S] [--json]',
  about:
    'Asks the validators of several languages for their verdicts: of every vector of schemas/conformance,\nand of generated events.',
  options: {
    fuzz: { type: 'number', value: 'N', default: 5000, help: 'how many events to generate' },
    seed: { type: 'number', value: 'S', default: 1, help: 'of the generated events' },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)

await runCommand(async signal => {
  const all = await judges(say)
  const vectors = await compare(all, themes.flatMap(vectorsOf), signal)
  for (const line of vectorLines(vectors)) say(line)
  const started = performance.now()
  const fuzz = await compare(all, events(args.fuzz, args.seed), signal)
  const seconds = Math.round((performance.now() - started) / 100) / 10
  for (const line of fuzzLines(fuzz, args.seed, seconds)) say(line)
  const summary = ({ differing, ...counts }: typeof fuzz) => ({
    ...counts,
    differing: differing.length,
    examples: differing.slice(0, 10),
  })
  result({
    validators: all.map(({ name }) => name),
    vectors: summary(vectors),
    fuzz: { seed: args.seed, seconds, ...summary(fuzz) },
  })
  return vectors.differing.length + fuzz.differing.length === 0 ? 0 : 1
})
