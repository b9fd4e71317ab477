import { expect, test } from 'vitest'
import { ignoringSteps, type StepFacts } from '../transitions.ts'
import { type Came, deviations } from './facts.ts'

const steps = {
  ...ignoringSteps,
  open: { does: 'open or jam', to: ['OPEN', 'JAMMED'], emits: ['DoorOpened'] },
  close: { does: 'close', to: ['CLOSED'], emits: [] },
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
      { state: 'OPEN', events: ['DoorOpened'] },
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

const opens = { state: 'OPEN', events: ['DoorOpened'] }
const jams = { state: 'JAMMED', events: [] }
test.each<[string, Door, string[]]>([
  [
    'a state that the step does not lead to',
    { ...sound, OPEN: { ...sound.OPEN, Pull: [{ state: 'JAMMED', events: [] }] } },
    ['OPEN, Pull: close leads to JAMMED', 'in no cell close leads to CLOSED'],
  ],
  [
    'a step that is to change nothing',
    { ...sound, OPEN: { ...sound.OPEN, Push: [{ state: 'CLOSED', events: [] }] } },
    ['OPEN, Push: duplicate leads to CLOSED'],
  ],
  [
    'an event that the step does not publish',
    { ...sound, OPEN: { ...sound.OPEN, Push: [{ state: 'OPEN', events: ['DoorOpened'] }] } },
    ['OPEN, Push: duplicate publishes DoorOpened'],
  ],
  [
    'a state and an event that are never seen',
    { ...sound, CLOSED: { ...sound.CLOSED, Push: [{ state: 'JAMMED', events: [] }] } },
    ['in no cell open leads to OPEN', 'in no cell open publishes DoorOpened'],
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
  const unused = { ...steps, lock: { does: 'lock', to: [], emits: [] } }
  expect(deviationsOf(sound, unused)).toEqual(['in no cell lock is taken'])
})
