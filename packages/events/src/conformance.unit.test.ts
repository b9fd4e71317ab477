import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { versions } from './generated/versions.ts'

const folder = new URL('../../../schemas/conformance/verdicts/', import.meta.url)
const ajv = new Ajv({ strict: true })
addFormats.default(ajv, ['date-time'])
const compiled = Object.fromEntries(
  Object.entries(versions).map(([topic, { schema }]) => [topic, ajv.compile(schema)]),
)

/** A value as JavaScript reads it; undefined for what is no JSON to it. */
function parsed(value: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(value) }
  } catch {
    return undefined
  }
}

test.each(readdirSync(folder))('%s: ajv, the quick and the thorough validators say the same', file => {
  const lines = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n')
  for (const { name, topic, value, verdict } of lines.map(line => JSON.parse(line))) {
    const { quick, thorough } = versions[topic as keyof typeof versions]
    const read = parsed(value)
    const all = read && [compiled[topic], quick, thorough].map(isValid => isValid?.(read.json))
    // What is refused as it is read comes to no validator.
    const said =
      verdict === 'valid' ? [[true, true, true]] : [undefined, [false, false, false], [true, true, true]]
    expect(said, name).toContainEqual(all)
  }
})
