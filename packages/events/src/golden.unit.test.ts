import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenEvent, goldenFolder } from './golden.ts'
import { allContracts, contracts, upcast, validationError } from './registry.ts'

test('every event and version has a golden event, and nothing else has', () => {
  const files = readdirSync(goldenFolder).sort()
  expect(files).toEqual(allContracts.map(({ topic }) => `${topic}.json`).sort())
})

describe.each(allContracts)('$topic', contract => {
  const { topic, key, headers, value } = goldenEvent(contract.topic)
  const data: unknown = JSON.parse(value)

  test('lies where its contract says, under its key, and says what it is', () => {
    expect(topic).toBe(contract.topic)
    expect(key).toBe(contract.keyOf(data))
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      ce_specversion: '1.0',
      ce_type: contract.type,
      ce_dataschema: contract.dataSchema,
    })
  })

  test('is sound, and a sound event of the current version', () => {
    const current = contracts[contract.type]
    expect(validationError(contract, data)).toBeUndefined()
    expect(validationError(current, upcast(contract, data, current.version))).toBeUndefined()
  })
})

test('no two are about the same order', () => {
  const keys = allContracts.map(({ topic }) => goldenEvent(topic).key)
  expect(new Set(keys).size).toBe(keys.length)
})
