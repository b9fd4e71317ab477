/** A process for lifecycle.unit.test.ts: what it does on its way down is its first argument. */
import { runUntilSignal } from './lifecycle.ts'
import { createLogger } from './logger.ts'

const behaviour = process.argv[2]
const alive = setInterval(() => {}, 1_000)

runUntilSignal({
  logger: createLogger({ service: 'fixture' }),
  timeoutMs: behaviour === 'hang-briefly' ? 100 : 60_000,
  stop: async () => {
    process.stdout.write('STOP CALLED\n')
    if (behaviour === 'fail') throw new Error('cannot stop')
    if (behaviour?.startsWith('hang')) await new Promise(() => {})
    clearInterval(alive)
  },
})

process.stdout.write('READY\n')
if (behaviour === 'throw')
  setImmediate(() => {
    throw new Error('nobody caught me')
  })
if (behaviour === 'reject') void Promise.reject(new Error('nobody awaited me'))
