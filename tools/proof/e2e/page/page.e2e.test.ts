import { afterAll, beforeAll, describe } from 'vitest'
import { breaking } from './break.suite.ts'
import { describeInBrowser, openStage, type Stage } from './stage.ts'
import { watching } from './watch.suite.ts'

describeInBrowser('the live page', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage?.stop())

  describe('watched', () => watching(() => stage))
  describe('broken', () => breaking(() => stage))
})
