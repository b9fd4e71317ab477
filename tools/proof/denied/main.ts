import { join } from 'node:path'
import { createOutput, jsonOption, parseArgs } from '../../dev/lib/args.ts'
import { runCommand } from '../../dev/lib/run-command.ts'
import { freePorts, projectRoot, startSystem } from '../../dev/lib/system.ts'
import { isSound, type SystemUnderTest, verdictOn } from './attempt.ts'
import { mutantLines, tryMutants } from './mutants.ts'
import { type PartName, partNames, parts } from './parts.ts'
import { deniedLines, deniedResult, type Verdicts } from './report.ts'

const usage = `npm run denied -- [${partNames.join('] [')}] [--mutants] [--json]`
const args = parseArgs({
  usage,
  about:
    'Starts the whole system on this machine and tries every access that has to be refused, and for each kind of them ' +
    'one that has to work.\nWith words, only those parts.',
  words: true,
  options: {
    mutants: { type: 'boolean', help: 'then take protections away, one by one: each has to be noticed' },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
const log = (line: string) => process.stderr.write(`${line}\n`)

await runCommand(async signal => {
  const stray = args.words.find(word => !Object.hasOwn(parts, word))
  if (stray !== undefined) {
    process.stderr.write(`There is no part ${stray}. Usage: ${usage}\n`)
    return 2
  }
  const chosen = partNames.filter(name => args.words.length === 0 || args.words.includes(name))
  const dataDir = join(projectRoot, '.data', 'denied')
  const system = await startSystem({
    dataDir,
    fresh: true,
    ports: freePorts,
    env: { AUTHENTICATION: 'on' },
    log,
    signal,
  })
  try {
    const { databaseUrls } = system
    const underTest: SystemUnderTest = { endpoints: system.endpoints(), databaseUrls, dataDir }
    const verdicts = await tryAll(chosen, underTest, signal)
    for (const line of deniedLines(verdicts)) say(line)
    const seen = args.mutants ? await tryMutants(underTest, chosen, log) : []
    if (args.mutants) for (const line of ['', ...mutantLines(seen)]) say(line)
    result({ ...deniedResult(verdicts), ...(args.mutants && { mutants: seen }) })
    return Object.values(verdicts).every(isSound) && seen.every(({ letIn }) => letIn > 0) ? 0 : 1
  } finally {
    log('Stopping…')
    await system.stop()
  }
})

/** One part after the other. */
async function tryAll(
  names: readonly PartName[],
  system: SystemUnderTest,
  signal: AbortSignal,
): Promise<Verdicts> {
  const verdicts: Record<string, Verdicts[string]> = {}
  for (const name of names) {
    log(`Trying what ${name} has to refuse…`)
    verdicts[name] = verdictOn(await parts[name](system))
    signal.throwIfAborted()
  }
  return verdicts
}
