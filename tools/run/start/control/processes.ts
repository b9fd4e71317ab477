import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '@orderflow/embedded'
import type { ProcessState } from '@orderflow/live-page/api'

export type Action = 'kill' | 'stop' | 'start'

/** A process whose state can be asked for, and which stays stopped once it was. */
export interface Watched {
  /** The process itself; whoever starts it does so here. */
  readonly server: ServerProcess
  state(): ProcessState
  /** Stopped on purpose: nobody is to start it again but by `start`. */
  stoppedOnPurpose(): boolean
  act(action: Action): Promise<ProcessState>
}

/** A killed process is gone after some milliseconds. */
const goneWithinMs = 400

/**
 * Watches a process that runs already. `act` answers as soon as it has begun: an orderly stop and a start take
 * seconds, and `state` says how far they are.
 */
export function watched(original: ServerProcess): Watched {
  let phase: 'starting' | 'stopping' | undefined
  let stoppedOnPurpose = false
  const server: ServerProcess = {
    get pid() {
      return original.pid
    },
    async start() {
      stoppedOnPurpose = false
      phase = 'starting'
      await original.start().finally(() => {
        phase = undefined
      })
    },
    async stop(withinMs) {
      stoppedOnPurpose = true
      phase = 'stopping'
      await original.stop(withinMs).finally(() => {
        phase = undefined
      })
    },
    kill: signal => original.kill(signal),
    onExit: listener => original.onExit(listener),
  }
  const state = (): ProcessState =>
    phase ?? (original.pid !== undefined ? 'up' : stoppedOnPurpose ? 'stopped' : 'down')
  return {
    server,
    state,
    stoppedOnPurpose: () => stoppedOnPurpose,
    async act(action) {
      if (action === 'kill') await killed(server)
      // What goes wrong is seen in the state: it stays down.
      else void server[action]().catch(() => {})
      return state()
    },
  }
}

async function killed(server: ServerProcess): Promise<void> {
  if (server.pid === undefined) return
  const gone = new EventTarget()
  const forget = server.onExit(() => gone.dispatchEvent(new Event('exit')))
  const exit = once(gone, 'exit')
  server.kill('SIGKILL')
  await Promise.race([exit, delay(goneWithinMs)])
  forget()
}

/** The processes of the system by name. */
export interface Processes {
  has(name: string): boolean
  states(): Record<string, ProcessState>
  act(name: string, action: Action): Promise<ProcessState>
}

export function processesOf(all: ReadonlyMap<string, Watched>): Processes {
  return {
    has: name => all.has(name),
    states: () => Object.fromEntries([...all].map(([name, process]) => [name, process.state()])),
    act: async (name, action) => await (all.get(name) as Watched).act(action),
  }
}
