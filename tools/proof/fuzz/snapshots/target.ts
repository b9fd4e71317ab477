import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endedUnder } from '../fuzz.ts'
import type { Outcome, Target } from '../target.ts'
import { openProbes } from '../vitals.ts'
import { fileOf, type SnapshotCase } from './case.ts'
import { snapshotCase } from './generate.ts'

const script = fileURLToPath(new URL('./reader-main.ts', import.meta.url))

/** Files of snapshots, read by what `topic verify` and `topic replay` read them with. */
export async function snapshots(): Promise<Target<SnapshotCase>> {
  const probes = await openProbes()
  const env = { ...process.env, ...probes.env }
  let child: ChildProcess | undefined

  async function running(): Promise<ChildProcess> {
    if (child?.connected) return child
    child = fork(script, { env, serialization: 'advanced' })
    return child
  }

  return {
    chunk: 200,
    generate: snapshotCase,
    async run(cases) {
      const reader = await running()
      const outcomes: Outcome[] = []
      return await new Promise(resolve => {
        const end = (outcomes: readonly Outcome[]) => {
          reader.removeAllListeners()
          resolve(outcomes)
        }
        let left = cases.length
        reader.on('message', ({ number, outcome }: { number: number; outcome: Outcome }) => {
          outcomes[number] = outcome
          if (--left === 0) end(outcomes)
        })
        reader.once('exit', (code, signal) => end(endedUnder(cases, String(signal ?? code))))
        for (const [number, one] of cases.entries()) reader.send({ number, bytes: fileOf(one) })
      })
    },
    async vitals(collect = false) {
      const reader = await running()
      return [await probes.ask('the reader of snapshots', reader.pid as number, collect)]
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
