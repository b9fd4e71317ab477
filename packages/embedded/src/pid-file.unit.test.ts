import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { livePid, withLock, writePidFile } from './pid-file.mjs'
import { temporaryFolder } from './testing/tools.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a pid file names its process while that lives', () => {
  writePidFile(file, process.pid)
  expect(livePid(file)).toBe(process.pid)
})

test('a pid that another process has by now names nobody', () => {
  writeFileSync(file, `${process.pid}\na start long ago\n`)
  expect(livePid(file)).toBeUndefined()
})

test('a lock is held by one at a time', async () => {
  const order: string[] = []
  const work = (name: string) => async () => {
    order.push(`${name} in`)
    await new Promise(setImmediate)
    order.push(`${name} out`)
  }
  await Promise.all([withLock(file, work('first')), withLock(file, work('second'))])
  expect(order).toEqual(['first in', 'first out', 'second in', 'second out'])
  expect(existsSync(file)).toBe(false)
})

test('the lock of a process that died is void', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(file, `${pid}\n1\n`)
  await expect(withLock(file, async () => 'held')).resolves.toBe('held')
})
