import { expect, test } from 'vitest'
import { ignoringSteps, type StepFacts } from '../batch/transitions.ts'
import { type Came, deviations } from './facts.ts'

const steps = {
  ...ignoringSteps,
  open: { does: 'open or jam', ends: [{ to: 'OPEN', emits: ['DoorOpened', 'BellRung'] }, { to: 'JAMMED' }] },
  close: { does: 'close', ends: [{ to: 'CLOSED' }] },
}
type Step = keyof typeof steps
const transitions: Record<'CLOSED' | 'OPEN', Record<'Push' | 'Pull', Step>> = {
  CLOSED: { Push: 'open', Pull: 'impossible' },
  OPEN: { Push: 'duplicate', Pull: 'close' },
}

type Door = Record<string, Record<string, Came[] | Error>>
const sound: Door = {
  CLOSED: {
    Push: [
      { state: 'OPEN', events: ['DoorOpened', 'BellRung'] },
      { state: 'JAMMED', events: [] },
    ],
    Pull: new Error('it is closed'),
  },
  OPEN: { Push: [{ state: 'OPEN', events: [] }], Pull: [{ state: 'CLOSED', events: [] }] },
}

const deviationsOf = (door: Door, facts: Readonly<Record<Step, StepFacts>> = steps) =>
  deviations(transitions, facts, (state, input) => {
    const came = door[state]?.[input] as Came[] | Error
    if (came instanceof Error) throw came
    return came
  })

test('code that does what the tables say deviates nowhere', () => {
  expect(deviationsOf(sound)).toEqual([])
})

const opens = { state: 'OPEN', events: ['DoorOpened', 'BellRung'] }
const jams = { state: 'JAMMED', events: [] }
test.each<[string, Door, string[]]>([
  [
    'a state that the step does not lead to',
    { ...sound, OPEN: { ...sound.OPEN, Pull: [{ state: 'JAMMED', events: [] }] } },
    ['OPEN, Pull: close ends in JAMMED with no event', 'in no cell close ends in CLOSED with no event'],
  ],
  [
    'a step that is to change nothing',
    { ...sound, OPEN: { ...sound.OPEN, Push: [{ state: 'CLOSED', events: [] }] } },
    ['OPEN, Push: duplicate ends in CLOSED with no event'],
  ],
  [
    'an event that the step does not publish',
    { ...sound, OPEN: { ...sound.OPEN, Push: [{ state: 'OPEN', events: ['DoorOpened'] }] } },
    ['OPEN, Push: duplicate ends in OPEN with DoorOpened'],
  ],
  [
    'an end that is never seen',
    { ...sound, CLOSED: { ...sound.CLOSED, Push: [jams] } },
    ['in no cell open ends in OPEN with DoorOpened and BellRung'],
  ],
  [
    'one of the events of an end without the other',
    { ...sound, CLOSED: { ...sound.CLOSED, Push: [opens, jams, { state: 'OPEN', events: ['DoorOpened'] }] } },
    ['CLOSED, Push: open ends in OPEN with DoorOpened'],
  ],
  [
    'the events of one end in the state of another',
    { ...sound, CLOSED: { ...sound.CLOSED, Push: [opens, jams, { ...opens, state: 'JAMMED' }] } },
    ['CLOSED, Push: open ends in JAMMED with DoorOpened and BellRung'],
  ],
  [
    'a cell that cannot be entered, and is',
    { ...sound, CLOSED: { Push: [opens, jams], Pull: [jams] } },
    ['CLOSED, Pull: impossible does not throw'],
  ],
  [
    'a cell that can be entered, and throws',
    { ...sound, OPEN: { ...sound.OPEN, Push: new Error('no') } },
    ['OPEN, Push: duplicate throws'],
  ],
])('finds %s', (_, door, expected) => {
  expect(deviationsOf(door)).toEqual(expected)
})

test('finds a step that no cell takes', () => {
  const unused = { ...steps, lock: { does: 'lock', ends: [] } }
  expect(deviationsOf(sound, unused)).toEqual(['in no cell lock is taken'])
})
