import { readdirSync, readFileSync } from 'node:fs'
import { contractOfTopic } from '@orderflow/event-contracts'
import { readValue } from '@orderflow/messaging/events'
import { describe, expect, test } from 'vitest'

interface Vector {
  readonly name: string
  readonly topic: string
  readonly value: string
  readonly verdict: 'valid' | 'invalid'
}

const folder = new URL('../../../schemas/conformance/verdicts/', import.meta.url)
const vectorsOf = (file: string): Vector[] =>
  readFileSync(new URL(file, folder), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

/** What a consumer here makes of a value, once its headers are read. */
function verdictOf({ topic, value }: Vector): Vector['verdict'] {
  const read = readValue(Buffer.from(value))
  if ('poison' in read) return 'invalid'
  const contract = contractOfTopic(topic) ?? expect.unreachable()
  return contract.validationError(read.json) === undefined ? 'valid' : 'invalid'
}

describe('a consumer says of every vector what every other stack says', () => {
  test.each(readdirSync(folder))('%s', file => {
    const vectors = vectorsOf(file)
    expect(vectors.length).toBeGreaterThan(0)
    const differing = vectors.filter(vector => verdictOf(vector) !== vector.verdict)
    expect(differing.map(({ name, verdict }) => `${name} is ${verdict}`)).toEqual([])
  })
})
