import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ServiceError } from '@orderflow/service-kit'
import type { Program } from './stacks.ts'
import type { Value, Verdict } from './vectors.ts'

/**
 * What a program says of values, in their order.
 *
 * @throws ServiceError `VERDICTS_MISSING` when it ends before it has said something of each, with its last words
 */
export async function ask(
  program: Program,
  values: readonly Value[],
  signal?: AbortSignal,
): Promise<Verdict[]> {
  const child = spawn(program.command, program.args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(signal && { signal }),
  })
  let said = ''
  let words = ''
  child.stdout.setEncoding('utf8').on('data', chunk => (said += chunk))
  child.stderr.setEncoding('utf8').on('data', chunk => (words = `${words}${chunk}`.slice(-2_000)))
  const closed = once(child, 'close')
  // Its status says more than a pipe that it has left.
  await pipeline(Readable.from(linesOf(values)), child.stdin).catch(() => {})
  await closed
  const verdicts = said.split('\n').filter(line => /^(?:valid|invalid)\b/.test(line))
  if (verdicts.length === values.length) return verdicts.map(line => line.split(' ')[0] as Verdict)
  throw new ServiceError(
    'VERDICTS_MISSING',
    `${program.command} said something of ${verdicts.length} values of ${values.length}, and at last: ${words.trim()}`,
  )
}

function* linesOf(values: readonly Value[]): Generator<string> {
  for (const { topic, value } of values) yield `${JSON.stringify({ topic, value })}\n`
}
