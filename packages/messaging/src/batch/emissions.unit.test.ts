import { expect, test } from 'vitest'
import { statedInVersions } from './emissions.ts'

const versionOf = (version: number) => ({
  version,
  topic: `added.v${version}`,
  dataSchema: `urn:added.v${version}`,
  downcast: (data: unknown) => data,
  validationError: () => undefined,
})
const publishing = (...versions: number[]) =>
  ({ name: 'post', contracts: { published: () => versions.map(versionOf) } }) as never
const service = publishing(1)

test.each([[undefined], [1.5], ['1'], [0]])('an event with the sequence %j is refused', sequence => {
  const emission = { type: 'Added', sequence: sequence as number, data: {} }
  expect(() => statedInVersions(service, emission)).toThrow(
    `post would publish Added with the sequence ${sequence}: give it a whole number`,
  )
  expect(statedInVersions(service, { ...emission, sequence: 1 })).toHaveLength(1)
})

test('an event is told in all published versions, or in those of them that it names, the newest of which is no copy', () => {
  const told = (versions?: number[]) =>
    statedInVersions(publishing(3, 2, 1), {
      type: 'Added',
      sequence: 1,
      data: {},
      ...(versions && { versions }),
    }).map(({ version, copyOf }) => [version.topic, copyOf])

  expect(told()).toEqual([
    ['added.v3', undefined],
    ['added.v2', 'urn:added.v3'],
    ['added.v1', 'urn:added.v3'],
  ])
  expect(told([1, 2])).toEqual([
    ['added.v2', undefined],
    ['added.v1', 'urn:added.v2'],
  ])
  expect(told([3])).toEqual([['added.v3', undefined]])
  expect(() => told([4])).toThrow('post would publish Added in version 4 alone, which it does not publish')
})
