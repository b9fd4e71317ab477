import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Vitals } from './target.ts'

/** Of a probe, 50 ms apart. */
const maxTries = 400

export interface Probes {
  /** What a process has to have in its environment to be asked. */
  readonly env: Readonly<Record<string, string>>
  /** @throws Error if the process is not there, or has no probe */
  ask(process: string, pid: number, collect: boolean): Promise<Vitals>
  close(): Promise<void>
}

/** Asks processes how they fare, by the probe that is loaded into each. */
export async function openProbes(): Promise<Probes> {
  const folder = await mkdtemp(join(tmpdir(), 'probes-'))
  return {
    env: { FUZZ_PROBES: folder, NODE_OPTIONS: `--import=${import.meta.resolve('./probe.ts')}` },
    async ask(process, pid, collect) {
      const path = join(folder, `${pid}.sock`)
      for (let tries = 0; ; tries++) {
        try {
          const socket = connect(path)
          socket.write(collect ? 'collect' : 'look')
          return { process, ...JSON.parse(await text(socket)) }
        } catch (error) {
          if (tries === maxTries) throw error
          await pause(50) // it may be about to start
        }
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
