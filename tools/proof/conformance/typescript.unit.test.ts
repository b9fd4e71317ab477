import { describe, expect, test } from 'vitest'
import { byAjv, byOurs } from './here.ts'
import { themes, vectorsOf } from './vectors.ts'

describe('a consumer in TypeScript says of every vector what every other stack says', () => {
  test.each(themes)('%s', theme => {
    const vectors = vectorsOf(theme)
    expect(vectors.length).toBeGreaterThan(0)
    const differing = vectors.flatMap(vector => {
      const [ours, ajv] = [byOurs(vector), byAjv(vector)]
      return ours === vector.verdict && ajv === ours ? [] : [{ vector: vector.name, ours, ajv }]
    })
    expect(differing).toEqual([])
  })
})
