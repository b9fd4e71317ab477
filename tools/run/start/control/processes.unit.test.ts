import type { Exit, ServerProcess } from '@orderflow/embedded'
import { expect, it } from 'vitest'
import { watched } from './processes.ts'

/** A process whose start and stop take until they are let go. */
function pretended() {
  const listeners = new Set<(exit: Exit) => void>()
  let pid: number | undefined = 1
  const gates: (() => void)[] = []
  const gate = () => new Promise<void>(resolve => gates.push(resolve))
  const server: ServerProcess = {
    get pid() {
      return pid
    },
    async start() {
      await gate()
      pid = 2
    },
    async stop() {
      await gate()
      pid = undefined
    },
    kill() {
      pid = undefined
      for (const listener of listeners) listener({ code: null, signal: 'SIGKILL', expected: false })
    },
    onExit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const letGo = async () => {
    gates.shift()?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { server, letGo }
}

it('says at once what has begun, and later how it ended', async () => {
  const { server, letGo } = pretended()
  const process = watched(server)
  expect(process.state()).toBe('up')
  expect(await process.act('stop')).toBe('stopping')
  await letGo()
  expect([process.state(), process.stoppedOnPurpose()]).toEqual(['stopped', true])
  expect(await process.act('start')).toBe('starting')
  expect(process.stoppedOnPurpose()).toBe(false)
  await letGo()
  expect(process.state()).toBe('up')
})

it('has a killed process down, and not stopped on purpose: it is to be started again', async () => {
  const process = watched(pretended().server)
  expect(await process.act('kill')).toBe('down')
  expect(process.stoppedOnPurpose()).toBe(false)
})
