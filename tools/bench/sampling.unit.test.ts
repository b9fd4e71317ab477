import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sampleDuring } from './sampling.ts'

test('samples are taken at the beginning, meanwhile and at the end', async () => {
  let value = 0
  const work = delay(60).then(() => {
    value = 100
    return 'done'
  })
  const { result, samples } = await sampleDuring(work, 10, async () => value++)

  expect(result).toBe('done')
  expect(samples.length).toBeGreaterThan(2)
  expect(samples[0]).toBe(0)
  expect(samples.at(-1)).toBe(100)
})

test('what fails is told when the work has ended: the work before the samples', async () => {
  let ended = false
  const work = delay(20).then(() => {
    ended = true
  })
  await expect(sampleDuring(work, 5, () => Promise.reject(new Error('no sample')))).rejects.toThrow(
    'no sample',
  )
  expect(ended).toBe(true)

  const broken = delay(5).then(() => Promise.reject(new Error('it broke')))
  await expect(sampleDuring(broken, 5, () => Promise.reject(new Error('no sample')))).rejects.toThrow(
    'it broke',
  )
})
