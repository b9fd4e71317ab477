import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { guardProcess } from './guard.ts'
import { isAlive, temporaryFolder, until } from './testing/tools.ts'

const HOLDER = fileURLToPath(new URL('./testing/holder.ts', import.meta.url))

test('no server outlives a process that is killed', async () => {
  const dataDir = temporaryFolder()
  const holder = spawn(process.execPath, [HOLDER, dataDir], { stdio: ['ignore', 'pipe', 'ignore'] })
  guardProcess(holder, 'SIGKILL')
  const [line] = await once(createInterface({ input: holder.stdout }), 'line')
  const pids: number[] = JSON.parse(line)
  expect(pids.every(isAlive)).toBe(true)
  holder.kill('SIGKILL')
  await until(() => !pids.some(isAlive))
  rmSync(dataDir, { recursive: true })
})
