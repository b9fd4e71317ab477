import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import { edits } from './http-edits.ts'
import { textsOf } from './http-mutants.ts'

const mutants = edits.map(([protection, , ...edits]) => ({ protection, edits }))

test.each(mutants)('without "$protection" the sources are others, and parse', ({ protection, edits }) => {
  const texts = Object.values(textsOf(protection, edits))
  expect(texts).toHaveLength(1)
  for (const text of texts) expect(() => stripTypeScriptTypes(text)).not.toThrow()
})
