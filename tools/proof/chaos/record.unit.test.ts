import { expect, it } from 'vitest'
import { attempt, newRecord, resultOf } from './record.ts'
import { scenarios } from './scenarios/index.ts'

const failing = () => Promise.reject(new Error('no broker'))

it('goes on after a part that fails, and is not well', async () => {
  const record = newRecord()
  const { signal } = new AbortController()
  expect(await attempt(record, 'the load', signal, async () => 7)).toBe(7)
  expect(await attempt(record, 'no verdict', signal, failing)).toBeUndefined()
  record.recoveries.push(3.04, 9, 1)
  const result = resultOf(scenarios[0]!, 'short', record, undefined, 12.34)
  expect(result).toMatchObject({
    recoverySeconds: 9,
    recoveryMedianSeconds: 3,
    seconds: 12.3,
    findings: ['no verdict: no broker'],
    ok: false,
  })
})

it('ends with a run that is given up', async () => {
  await expect(attempt(newRecord(), 'the load', AbortSignal.abort(), failing)).rejects.toThrow('no broker')
})
