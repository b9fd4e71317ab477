import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createOutput, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { projectRoot } from '../../dev/lib/system.ts'
import { harnessOf } from './mutants/copy.ts'
import { mutants } from './mutants/index.ts'
import { tryMutants } from './mutants/try-mutants.ts'
import { chosen, chosenMutants, listLines, usage } from './options.ts'
import { writePage } from './page.ts'
import { notTried, resultLines, resultTable, type ScenarioResult } from './result.ts'
import { runScenario } from './run-scenario.ts'
import { scenarios } from './scenarios/index.ts'

const args = parseArgs(usage)
const { say, result } = createOutput(args)

await runCommand(async signal => {
  if (args.root !== undefined) return await inAnotherCopy(resolve(args.root), signal)
  if (args.mutants || args.mutant.length > 0) return await onTrial(signal)
  if (args.list) {
    for (const line of listLines(scenarios)) say(line)
    result({
      scenarios: scenarios.map(({ name, row, about, brokers, short, full }) => ({
        name,
        row,
        about,
        brokers,
        short,
        full,
      })),
    })
    return 0
  }
  const asked =
    args.write && !args.all
      ? 'The page has every scenario: --write goes with --all.'
      : chosen(scenarios, args)
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`)
    return 2
  }
  const started = performance.now()
  const results: ScenarioResult[] = []
  for (const scenario of asked) {
    signal.throwIfAborted()
    say(`${scenario.name}: ${scenario.about}`)
    const form = args.short ? 'short' : 'full'
    const dataDir = join(projectRoot, '.data', 'chaos', scenario.name)
    const options = { form, seed: args.seed, patience: args.patience, dataDir, signal, say } as const
    const outcome = await runScenario(scenario, options).catch(error => {
      // One that cannot be tried does not keep the others from it.
      if (signal.aborted || asked.length === 1) throw error
      return notTried(scenario, form, error)
    })
    results.push(outcome)
    for (const line of [...resultLines(outcome), '']) say(line)
  }
  const seconds = Math.round((performance.now() - started) / 1000)
  if (results.length > 1) for (const line of resultTable(results)) say(line)
  if (args.write) await writePage(results)
  const [only] = results
  result(results.length === 1 && only !== undefined ? only : { scenarios: results, seconds })
  return results.every(({ ok }) => ok) ? 0 : 1
})

/** The harness itself: each seeded bug must be found. Named ones only are tried without their scenarios' controls. */
async function onTrial(signal: AbortSignal): Promise<number> {
  const asked = chosenMutants(mutants, args)
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`)
    return 2
  }
  const started = performance.now()
  const tried = await tryMutants(asked, args.mutant.length === 0, { seed: args.seed, signal, say })
  result({ ...tried, seconds: Math.round((performance.now() - started) / 1000) })
  return tried.mutants.every(({ detected }) => detected) && tried.controls.every(({ ok }) => ok) ? 0 : 1
}

/** The same command line in another copy of the project, whose services, packages and harness are its own. */
async function inAnotherCopy(root: string, signal: AbortSignal): Promise<number> {
  const script = harnessOf(root)
  if (!existsSync(script)) {
    process.stderr.write(`${root} is no copy of the project: it has no tools/proof/chaos/main.ts.\n`)
    return 2
  }
  const rest = process.argv.slice(2).flatMap((arg, index, all) => {
    return arg === '--root' || all[index - 1] === '--root' || arg.startsWith('--root=') ? [] : [arg]
  })
  const child = spawn(process.execPath, [script, ...rest], { cwd: root, stdio: 'inherit' })
  signal.addEventListener('abort', () => child.kill('SIGTERM'))
  const [code] = await once(child, 'exit')
  return code ?? 1
}
