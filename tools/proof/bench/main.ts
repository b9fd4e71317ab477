import { join } from 'node:path'
import { createOutput, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { projectRoot } from '../../dev/lib/system.ts'
import { compare, comparisonLines } from './against/compare.ts'
import { resultLines, runLine } from './lines.ts'
import { usage } from './options.ts'
import { parts } from './page/measurements.ts'
import { writeAgainst, writePage } from './page/write.ts'
import { type BenchResult, resultOf } from './result.ts'
import { runRound } from './round.ts'
import { replicas } from './scaling/replicas.ts'
import type { Figures } from './scenario.ts'
import { chosenFrom, scenarios } from './scenarios.ts'
import { rotated } from './statistics.ts'

const args = parseArgs(usage)
const { say, result } = createOutput(args)
const log = (line: string) => process.stderr.write(`${line}\n`)

await runCommand(async signal => {
  const counts = args.replicas?.split(',').map(Number)
  if (counts?.some(count => !(Number.isInteger(count) && count > 0 && count <= 16))) {
    process.stderr.write('--replicas takes numbers from 1 to 16, such as 1,2,4.\n')
    return 2
  }
  const percent = args['cpu-limit']
  if (percent !== undefined && counts === undefined) {
    process.stderr.write('--cpu-limit goes with --replicas.\n')
    return 2
  }
  const chosen = counts?.map(count => replicas(count, percent)) ?? chosenFrom(scenarios, args.only)
  if (chosen.length === 0) {
    const names = scenarios.map(({ name }) => name).join(', ')
    process.stderr.write(`There is no scenario ${args.only}; there are ${names}.\n`)
    return 2
  }
  const ofReplicas = percent === undefined ? 'replicas' : 'replicas-limited'
  const named = counts === undefined ? (args.only ?? 'result') : `${counts}` === '1,2,4' && ofReplicas
  const part = parts.find(name => name === named)
  const whole = args.against === undefined ? part !== undefined : args.only === undefined
  if (args.write && (args.quick || !whole)) {
    process.stderr.write(
      'The pages have whole parts at full length: --write goes with no --quick, with no --only but scaling, soak or costs, and with no --replicas but 1,2,4.\n',
    )
    return 2
  }
  const common = {
    quick: args.quick,
    plainKafka: args['plain-kafka'],
    kafkaClient: args['kafka-client'],
    soak: { minutes: args.minutes, perSecond: args.rate },
    signal,
    log,
  }
  if (args.against !== undefined) {
    const compared = args.only === undefined ? scenarios : chosen
    const rounds = args.quick ? 1 : args.rounds
    const comparison = await compare(compared, { ...common, against: args.against, rounds, say })
    for (const line of comparisonLines(comparison)) say(line)
    if (args.write) await writeAgainst(comparison)
    result(comparison)
    return comparison.failures.length === 0 ? 0 : 1
  }
  const rounds = args.quick || chosen.every(({ once }) => once) ? 1 : args.rounds
  const started = performance.now()
  const measured: Record<string, Figures>[] = []
  const failures: BenchResult['failures'][number][] = []
  for (let round = 0; round < rounds; round++) {
    const figuresOfRound: Record<string, Figures> = {}
    measured.push(figuresOfRound)
    const ofRound = chosen.filter(({ once }) => round === 0 || !once)
    await runRound(rotated(ofRound, round), {
      ...common,
      round,
      dataDir: join(projectRoot, '.data', 'bench'),
      measured: figuresOfRound,
      onFigures(scenario, figures) {
        figuresOfRound[scenario.name] = figures
        say(runLine(round, scenario, figures))
      },
      onFailure({ name }, error) {
        const reason = error instanceof Error ? error.message : String(error)
        failures.push({ scenario: name, round, reason })
        say(`Round ${round + 1}  ${name.padEnd(22)} no figure: ${reason}`)
      },
    })
  }
  const seconds = Math.round((performance.now() - started) / 1000)
  const found = resultOf(chosen, measured, { quick: args.quick, seconds, failures })
  for (const line of resultLines(found)) say(line)
  say(`\n${rounds} ${rounds === 1 ? 'round' : 'rounds'} in ${seconds} s.`)
  if (args.quick) say('Quick runs show that all is correct; their figures say little about speed.')
  if (args.write && part !== undefined) await writePage(part, scenarios, found)
  result(found)
  return failures.length === 0 ? 0 : 1
})
