import { computed } from '@preact/signals'
import type { ControlAnswers } from '../../src/api.ts'
import { processes } from './health.ts'
import { problemOf } from './request.ts'
import { config } from './store.ts'

const everyMs = 700

/** Whether this system lets the page break it: the one that `npm start` runs does. */
export const canControl = computed(
  () => config.value.control !== undefined && config.value.controlToken !== undefined,
)

/**
 * Asks the control API of `npm start`.
 *
 * @throws Refused with the API's own words
 */
export async function control<Answer>(
  method: 'GET' | 'POST',
  path: string,
  body: object = {},
): Promise<Answer> {
  const { control: url = '', controlToken = '' } = config.value
  const response = await fetch(url + path, {
    method,
    headers: { 'x-control-token': controlToken, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Answer
}

/** Kills, stops or starts a process; the state that follows is seen at once. */
export async function act(name: string, action: 'kill' | 'stop' | 'start'): Promise<void> {
  const { state } = await control<ControlAnswers['process']>('POST', `/processes/${name}/${action}`)
  processes.value = { ...processes.value, [name]: state }
}

/** Keeps `processes` up to date while the page is to be seen. */
export function startWatchingProcesses(signal: AbortSignal): void {
  const watch = async () => {
    if (canControl.value && document.visibilityState === 'visible') {
      processes.value = await control<ControlAnswers['state']>('GET', '/state').then(
        state => state.processes,
        () => undefined,
      )
    }
    if (!signal.aborted) setTimeout(watch, everyMs)
  }
  void watch()
}
