import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Dice } from '../conformance/fuzz/dice.ts'
import type { Answered, Sent } from './child.ts'
import { endedUnder } from './fuzz.ts'
import type { Case, Outcome, Target } from './target.ts'
import { openProbes } from './vitals.ts'

/** A script that reads bytes, in a process of its own: it is sent each case's bytes, and answers with what came of it. */
export async function childTarget<C extends Case>(options: {
  /** Its name, in sentences. */
  readonly name: string
  readonly script: URL
  readonly generate: (dice: Dice) => C
  readonly bytesOf: (one: C) => Buffer
}): Promise<Target<C>> {
  const { name, script, generate, bytesOf } = options
  const probes = await openProbes()
  const env = { ...process.env, ...probes.env }
  let child: ChildProcess | undefined

  function running(): ChildProcess {
    if (!child?.connected) child = fork(fileURLToPath(script), { env, serialization: 'advanced' })
    return child
  }

  return {
    short: 3_000,
    chunk: 200,
    generate,
    async run(cases) {
      const reader = running()
      const outcomes: Outcome[] = []
      return await new Promise(resolve => {
        const end = (outcomes: readonly Outcome[]) => {
          reader.removeAllListeners()
          resolve(outcomes)
        }
        let left = cases.length
        reader.on('message', ({ number, outcome }: Answered) => {
          outcomes[number] = outcome
          if (--left === 0) end(outcomes)
        })
        reader.once('exit', (code, signal) => end(endedUnder(cases, String(signal ?? code))))
        // One that ends while it is written to says so by its exit; that the rest was not sent is no news.
        for (const [number, one] of cases.entries())
          reader.send({ number, bytes: bytesOf(one) } satisfies Sent, () => {})
      })
    },
    async vitals(collect = false) {
      return [await probes.ask(name, running().pid as number, collect)]
    },
    async close() {
      if (child?.connected) {
        const exit = once(child, 'exit')
        child.disconnect()
        await exit
      }
      await probes.close()
    },
  }
}
