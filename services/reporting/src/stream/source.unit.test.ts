import { expect, test } from 'vitest'
import { createSource } from './source.ts'

test('a source that fails says null, and is asked again', async () => {
  let away = true
  const ask = createSource(async () => {
    if (away) throw new Error('away')
    return 1
  }, 1_000)
  expect(await ask()).toBeNull()
  away = false
  expect(await ask()).toBe(1)
})

test('a source that does not answer is not asked again before it has', async () => {
  const answers = [Promise.withResolvers<number>(), Promise.withResolvers<number>()]
  let asked = 0
  const ask = createSource(() => (answers[asked++] as PromiseWithResolvers<number>).promise, 10)
  expect(await ask()).toBeNull()
  expect(await ask()).toBeNull()
  expect(asked).toBe(1)
  answers[0]?.resolve(1)
  answers[1]?.resolve(2)
  await expect.poll(ask).toBe(2)
  expect(asked).toBe(2)
})
