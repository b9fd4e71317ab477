import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { FOLLOW_FD_VARIABLE } from '../../../dev/bootstrap/follow-parent.mjs'
import type { ScenarioResult } from '../result.ts'
import { harnessOf } from './copy.ts'

const followParent = new URL('../../../dev/bootstrap/follow-parent.mjs', import.meta.url).href

/** Of a copy that hangs; a scenario's short form takes two minutes. */
const withinMs = 12 * 60_000

export interface CopyRun {
  /** A copy of the project. */
  readonly root: string
  readonly scenario: string
  readonly seed: number
  /** How long orders may take to end again, in seconds. */
  readonly patience: number
  readonly signal: AbortSignal
}

/**
 * Runs a scenario's short form in a copy, by the copy's own harness, which ends when this process does.
 *
 * @returns the scenario's result, or a sentence where there is no verdict: its system did not start, say
 */
export async function runCopy(run: CopyRun): Promise<ScenarioResult | string> {
  const { root, scenario, seed, patience, signal } = run
  const script = harnessOf(root)
  const numbers = ['--seed', `${seed}`, '--patience', `${patience}`]
  const options = ['--scenario', scenario, '--short', '--json', ...numbers]
  const child = spawn(process.execPath, ['--import', followParent, script, ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, [FOLLOW_FD_VARIABLE]: '3' },
  })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  const limit = setTimeout(stop, withinMs)
  try {
    const [out, errors] = await Promise.all([
      text(child.stdout as NodeJS.ReadableStream),
      text(child.stderr as NodeJS.ReadableStream),
      once(child, 'exit'),
    ])
    signal.throwIfAborted()
    return verdictIn(out) ?? `no verdict: ${sentenceIn(errors)}`
  } finally {
    clearTimeout(limit)
    signal.removeEventListener('abort', stop)
  }
}

/** The last line that is no part of a stack or a log, which are indented. */
const sentenceIn = (errors: string) =>
  errors.split('\n').findLast(line => /^\S/.test(line)) ?? 'it said nothing'

/** The result on the last line of what a run has written, if there is one that has a verdict. */
export function verdictIn(out: string): ScenarioResult | string | undefined {
  const line = out.trimEnd().split('\n').at(-1)
  if (!line?.startsWith('{')) return undefined
  const result = JSON.parse(line) as ScenarioResult
  // What the oracle did not see says nothing, neither good nor bad.
  return result.findings.find(finding => finding.startsWith('no verdict: ')) ?? result
}
