import { afterAll, beforeAll, describe } from 'vitest'
import { lettering } from './letters.suite.ts'
import { lookingBack } from './past.suite.ts'
import { openStage, type Stage } from './stage.ts'
import { watching } from './watch.suite.ts'
import { sendingWaves } from './wave.suite.ts'

describe('the live page', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage?.stop())

  describe('watched', () => watching(() => stage))
  describe('sent waves', () => sendingWaves(() => stage))
  describe('looked back on', () => lookingBack(() => stage))
  describe('with dead letters', () => lettering(() => stage))
})
