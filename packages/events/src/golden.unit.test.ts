import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { verifyGolden } from '@orderflow/event-contracts/golden'
import { expect, test } from 'vitest'
import { goldenEvent, goldenFolder } from './golden.ts'
import { allContracts, events } from './registry.ts'

const all = allContracts.map(({ topic }) => goldenEvent(topic))

test('every version has one golden event, which is still understood', async () => {
  expect(readdirSync(goldenFolder).sort()).toEqual(all.map(({ topic }) => `${topic}.json`).sort())
  expect(await verifyGolden(events, fileURLToPath(goldenFolder))).toEqual([])
})

test.each(all)('$topic says that it is a CloudEvent in JSON', ({ headers }) => {
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    ce_specversion: '1.0',
  })
})

test('no two are about the same order', () => {
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length)
})
