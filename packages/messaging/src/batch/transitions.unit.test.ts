import { describe, expect, expectTypeOf, test } from 'vitest'
import { ignoringSteps, stepFor, type Transitions } from './transitions.ts'

type State = 'CLOSED' | 'OPEN'
type Inputs = 'Push' | 'Pull'
type Step = 'open' | 'close' | 'duplicate' | 'impossible'

const transitions = {
  CLOSED: { Push: 'open', Pull: 'impossible' },
  OPEN: { Push: 'duplicate', Pull: 'close' },
} as const satisfies Transitions<State, Inputs, Step>

describe('stepFor', () => {
  test.each([
    ['CLOSED', 'Push', 'open'],
    ['OPEN', 'Push', 'duplicate'],
    ['OPEN', 'Pull', 'close'],
  ] as const)('%s, %s: %s', (state, input, step) => {
    expect(stepFor(transitions, state, input, 'door 1')).toBe(step)
  })

  test('refuses what cannot happen, and says what to whom', () => {
    expect(() => stepFor(transitions, 'CLOSED', 'Pull', 'door 1')).toThrow(
      /^Pull cannot happen to door 1, which is CLOSED$/,
    )
  })

  test('refuses a state that a newer release has written and this one does not know', () => {
    expect(() => stepFor(transitions, 'AJAR' as State, 'Push', 'door 1')).toThrow(
      /^Push cannot happen to door 1, which is AJAR$/,
    )
  })

  test('an input has the type of just the steps in its column, without the impossible', () => {
    const push = () => stepFor(transitions, 'OPEN' as State, 'Push', 'door 1')
    expectTypeOf(push).returns.toEqualTypeOf<'open' | 'duplicate'>()
    const pull = () => stepFor(transitions, 'OPEN' as State, 'Pull', 'door 1')
    expectTypeOf(pull).returns.toEqualTypeOf<'close'>()
  })
})

test('a table with a missing cell does not compile', () => {
  // @ts-expect-error OPEN says nothing of Pull
  const missing: Transitions<State, Inputs, Step> = { CLOSED: transitions.CLOSED, OPEN: { Push: 'close' } }
  expect(missing).toBeDefined()
})

test('the steps that ignore change and publish nothing', () => {
  for (const { ends } of Object.values(ignoringSteps)) expect(ends).toEqual([])
})
