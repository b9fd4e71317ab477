import { computed, signal } from '@preact/signals'
import type { ProcessState, WatchedService } from '../../src/api.ts'
import { serviceNames } from '../generated/topology.ts'
import { session } from './session.ts'
import { connection, frame } from './store.ts'

/** By service, as reporting has asked them every two seconds; none where nobody asks. */
export const health = computed<Readonly<Record<string, WatchedService>>>(
  () => frame.value?.watch?.services ?? {},
)
/** By process, where the page may control them; undefined where it may not. */
export const processes = signal<Readonly<Record<string, ProcessState>> | undefined>(undefined)

/** The state of each service, from whoever knows it soonest. */
export const serviceStates = computed<Readonly<Record<string, ProcessState | 'unknown'>>>(() =>
  Object.fromEntries(serviceNames.map(name => [name, stateOf(name)])),
)

/** Who may not see frames, or has none yet, does not know whether reporting answers. */
const isAway = (name: string) =>
  name === 'reporting' &&
  connection.value === 'reconnecting' &&
  (session.value.state === 'open' || session.value.state === 'signed-in')

function stateOf(name: string): ProcessState | 'unknown' {
  const process = processes.value?.[name]
  const isLive = connection.value === 'live'
  const answers = isLive ? name === 'reporting' || health.value[name]?.up : isAway(name) ? false : undefined
  // It runs, and may hang.
  if (process === 'up') return answers === false ? 'down' : 'up'
  if (process !== undefined) return process
  if (answers === undefined) return 'unknown'
  return answers ? 'up' : 'down'
}
