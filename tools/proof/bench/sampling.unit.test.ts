import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sampleDuring } from './sampling.ts'

test('samples are taken before the work, meanwhile and after it', async () => {
  let state = 'before'
  const work = async () => {
    state = 'meanwhile'
    await delay(60)
    state = 'after'
    return 'done'
  }
  const { result, samples } = await sampleDuring(work, 10, async () => state)

  expect(result).toBe('done')
  expect(samples[0]).toBe('before')
  expect(samples[1]).toBe('meanwhile')
  expect(samples.at(-1)).toBe('after')
})

/** Gives one sample and then fails. */
const onceSampled = () => {
  let samples = 0
  return async () => {
    if (samples++ > 0) throw new Error('no sample')
  }
}

test('what fails is told when the work has ended: the work before the samples', async () => {
  let ended = false
  const work = () =>
    delay(20).then(() => {
      ended = true
    })
  await expect(sampleDuring(work, 5, onceSampled())).rejects.toThrow('no sample')
  expect(ended).toBe(true)

  const broken = () => delay(20).then(() => Promise.reject(new Error('it broke')))
  await expect(sampleDuring(broken, 5, onceSampled())).rejects.toThrow('it broke')
  await expect(sampleDuring(broken, 5, () => delay(30))).rejects.toThrow('it broke')
})
