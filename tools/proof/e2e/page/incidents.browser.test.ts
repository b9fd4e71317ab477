import { afterAll, beforeAll, describe } from 'vitest'
import { breaking } from './break.suite.ts'
import { atAGlance } from './glance.suite.ts'
import { openStage, type Stage } from './stage.ts'

describe('the live page in an incident', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage?.stop())

  // Before anything is broken for good: dead letters are no longer well.
  describe('at a glance', () => atAGlance(() => stage))
  describe('broken', () => breaking(() => stage))
})
