import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guardProcess } from './guard.ts'
import { isRunning } from './pid-file.mjs'
import { cacheDir, kafkaRunsHere, temporaryFolder, until } from './testing/tools.ts'

const SCRIPT = fileURLToPath(new URL('./testing/start-servers.ts', import.meta.url))

/** A folder for temporary files that is its owner's only, under a name that is hard on paths. */
let base: string
let closed: string
beforeAll(() => {
  base = temporaryFolder()
  closed = join(base, 'wärm & dry #1 100% %41')
  mkdirSync(closed)
  chmodSync(base, 0o700)
})
afterAll(() => rmSync(base, { recursive: true }))

function started(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    env: { ...process.env, TMPDIR: closed, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  guardProcess(child, 'SIGKILL')
  return child
}

async function ended(child: ReturnType<typeof started>) {
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { answer: JSON.parse(output), errors }
}

describe.skipIf(!kafkaRunsHere)('both servers', () => {
  test('say nothing of themselves, let their process end once they are stopped, and leave nothing', async () => {
    const { answer, errors } = await ended(started([cacheDir, 'stop']))
    expect(errors).toBe('')
    expect(readdirSync(closed)).toEqual([])
    expect([answer.folders.filter(existsSync), answer.pids.filter(isRunning)]).toEqual([[], []])
  })

  test('leave nothing of a process that is killed', async () => {
    const child = started([cacheDir])
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const { folders, pids } = JSON.parse(line)
    expect([folders.every(existsSync), pids.every(isRunning)]).toEqual([true, true])
    child.kill('SIGKILL')
    await until(() => !folders.some(existsSync) && !pids.some(isRunning))
    expect(readdirSync(closed)).toEqual([])
  })

  test('stop together when one does not start, which says why, and keep what is in a folder that was named', async () => {
    writeFileSync(
      join(base, 'mvn'),
      '#!/bin/sh\n[ "$2" = -version ] && echo Apache Maven 3.9.1 && exit\necho "[ERROR] No route to host"\nexit 1\n',
      { mode: 0o755 },
    )
    const kept = join(closed, 'kept')
    const child = started([join(closed, 'cache'), 'stop', kept], {
      PATH: `${base}${delimiter}${process.env.PATH}`,
    })
    const { answer, errors } = await ended(child)
    expect(answer).toEqual({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringMatching(/check the network.* No route to host$/),
    })
    expect(errors).toMatch(/^Fetching Apache Kafka .*\n$/)
    expect(readdirSync(kept)).toContain('postgres')
  })
})
