// Files that name a process, and locks made of them that are void once the process has died. Plain
// JavaScript without dependencies, because tools/run.mjs installs under such a lock. Types: pid-file.d.mts.
import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** When a process started, in the system's own notation: a pid alone is given to another one day. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : fields[18]
  } catch {
    if (process.platform === 'linux') return undefined
    const line = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout
    return line?.trim() || undefined
  }
}

/** Whether there is such a process; one that has ended and waits for its parent's notice is none. */
export const isRunning = pid => startOf(pid) !== undefined

const describe = pid => `${pid}\n${startOf(pid) ?? ''}\n`

export const writePidFile = (path, pid) => writeFileSync(path, describe(pid))

/** The pid that the file names, if that very process is still alive. */
export function livePid(path) {
  let lines
  try {
    lines = readFileSync(path, 'utf8').split('\n')
  } catch {
    return undefined
  }
  const pid = Number(lines[0])
  return pid > 0 && startOf(pid) !== undefined && startOf(pid) === lines[1] ? pid : undefined
}

/**
 * Runs `work` while this process, and no other, holds the lock. `onWait(pid)` is called once if another
 * process holds it. A holder that died, however it died, holds nothing.
 */
export async function withLock(path, work, onWait = () => {}) {
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(mine, describe(process.pid))
  try {
    for (let announced = false; !take(mine, path); await delay(100)) {
      const holder = livePid(path)
      if (holder === undefined) discardStale(path, `${mine}.stale`)
      else if (!announced) {
        announced = true
        onWait(holder)
      }
    }
    try {
      return await work()
    } finally {
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/** A hard link appears with its content or not at all, and never replaces one that is there. */
function take(mine, path) {
  try {
    linkSync(mine, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** Moved aside and looked at again: another waiter may have replaced the stale lock with a live one. */
function discardStale(path, aside) {
  try {
    renameSync(path, aside)
    if (livePid(aside) !== undefined) take(aside, path)
    rmSync(aside, { force: true })
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}
