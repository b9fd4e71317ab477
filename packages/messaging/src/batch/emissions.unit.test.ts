import { expect, test } from 'vitest'
import { statedInVersions } from './emissions.ts'

const version = { topic: 'added.v1', downcast: (data: unknown) => data, validationError: () => undefined }
const service = { name: 'post', contracts: { published: () => [version] } } as never

test.each([[undefined], [1.5], ['1'], [0]])('an event with the sequence %j is refused', sequence => {
  const emission = { type: 'Added', sequence: sequence as number, data: {} }
  expect(() => statedInVersions(service, emission)).toThrow(
    `post would publish Added with the sequence ${sequence}: give it a whole number`,
  )
  expect(statedInVersions(service, { ...emission, sequence: 1 })).toHaveLength(1)
})
