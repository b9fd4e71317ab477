import { seededRandom } from '@orderflow/load'
import { expect, it } from 'vitest'
import { drawFault } from './faults.ts'
import { defaultSettings } from './settings.ts'

const draw = (seed: number, settings: object) => {
  const random = seededRandom(seed)
  return Array.from({ length: 10_000 }, () => drawFault({ ...defaultSettings, ...settings }, random))
}

it('draws faults at their rates, none where none is set, and the same for the same seed', () => {
  const settings = { errorRate: 0.05, lostRate: 0.02 }
  const drawn = draw(1, settings)
  const share = (fault: string) => drawn.filter(each => each === fault).length / drawn.length
  expect(share('error')).toBeCloseTo(0.05, 2)
  expect(share('lost')).toBeCloseTo(0.02, 2)
  expect(share('none')).toBeCloseTo(0.93, 2)
  expect(draw(1, settings)).toEqual(drawn)
  expect(draw(2, settings)).not.toEqual(drawn)
  expect(new Set(draw(1, {}))).toEqual(new Set(['none']))
})

it('leaves nothing sound at a rate of 1', () => {
  expect(new Set(draw(1, { lostRate: 1 }))).toEqual(new Set(['lost']))
})
