import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ServiceError } from '@orderflow/service-kit'
import { parseId, recordSchedule, type Schedule, type System } from './simulator/index.ts'

/** Writes a schedule down, to be taken again with `--replay`. */
export async function writeSchedule(path: string, schedule: Schedule): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(schedule, null, 2)}\n`)
}

/**
 * The schedule that a person names: by its id, such as `1:48213`, or by the file that a violation was written to.
 *
 * @throws `SCHEDULE_UNREADABLE`
 */
export async function readSchedule(system: System, name: string): Promise<Schedule> {
  const id = parseId(name)
  if (id !== undefined) return recordSchedule(system, id).schedule
  let schedule: unknown
  let cause: unknown
  try {
    schedule = JSON.parse(await readFile(name, 'utf8'))
  } catch (error) {
    cause = error
  }
  if (isSchedule(schedule)) return schedule
  throw new ServiceError(
    'SCHEDULE_UNREADABLE',
    `${name} is neither a schedule such as 1:48213 nor a file that holds one.`,
    { cause },
  )
}

function isSchedule(value: unknown): value is Schedule {
  const { scenario, actions } = (value ?? {}) as Partial<Schedule>
  return typeof scenario === 'object' && scenario !== null && Array.isArray(actions)
}
