import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ServiceError } from '@orderflow/service-kit'

/** A share is given anew so often, in microseconds: short, so that who has used it up waits for some milliseconds. */
const periodMicros = 10_000

/** A kind of control group: where it is, and how a group is told its share. */
interface Controller {
  readonly folder: string
  settings(share: number): readonly (readonly [file: string, value: string])[]
}

const quota = (share: number) => String(Math.round(share * periodMicros))

const versions: readonly Controller[] = [
  { folder: '/sys/fs/cgroup', settings: share => [['cpu.max', `${quota(share)} ${periodMicros}`]] },
  {
    folder: '/sys/fs/cgroup/cpu',
    settings: share => [
      ['cpu.cfs_period_us', String(periodMicros)],
      ['cpu.cfs_quota_us', quota(share)],
    ],
  },
]

/** The second version, where its root gives out processor time; else the first. */
async function controller(): Promise<Controller> {
  const [second, first] = versions as [Controller, Controller]
  const shared = await readFile(join(second.folder, 'cgroup.subtree_control'), 'utf8').catch(() => '')
  return shared.split(/\s/).includes('cpu') ? second : first
}

/**
 * Holds processes to a share of one processor each, by a control group of Linux for each of them, as a container's
 * limit does.
 *
 * @param share of one processor: 0.1 is a millisecond in ten
 * @returns what lets them go
 * @throws ServiceError `BENCH_NO_LIMIT` where there are no such groups, or none for this user
 */
export async function holdToShare(pids: readonly number[], share: number): Promise<() => Promise<void>> {
  const { folder, settings } = await controller()
  const groups = pids.map(pid => join(folder, `orderflow-bench-${pid}`))
  const release = async () => {
    for (const [i, group] of groups.entries()) {
      await move(pids[i] as number, folder).catch(() => {}) // it has ended
      await rmdir(group).catch(() => {})
    }
  }
  try {
    for (const [i, group] of groups.entries()) {
      await mkdir(group)
      for (const [file, value] of settings(share)) await writeFile(join(group, file), value)
      await move(pids[i] as number, group)
    }
    return release
  } catch (cause) {
    await release()
    throw new ServiceError(
      'BENCH_NO_LIMIT',
      `--cpu-limit needs Linux's control groups for processor time, and the right to make some (root): ${(cause as Error).message}`,
      { cause },
    )
  }
}

const move = (pid: number, group: string) => writeFile(join(group, 'cgroup.procs'), String(pid))
