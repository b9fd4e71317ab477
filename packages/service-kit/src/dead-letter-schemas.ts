import { positionPattern, timePattern, topicPattern } from '@orderflow/messaging/dead-letters'
import { Type } from 'typebox'
import { text } from './http/strings.ts'

const optional = (description: string) => Type.Optional(text(description, 300))
const whole = { additionalProperties: false }
const id = Type.String({ description: "A dead letter's id", maxLength: 300, pattern: positionPattern })
const time = (description: string) =>
  Type.Optional(
    Type.String({
      description: `${description}. ISO 8601, or so long ago: 90s, 15m, 2h, 3d`,
      maxLength: 50,
      pattern: timePattern,
    }),
  )

const filter = {
  topic: optional('The topic that the message lay on'),
  reason: optional('Why it was set aside, as a code: DECIDE_FAILED'),
  type: optional("The event's type"),
  key: optional('The key of the message'),
  since: time('Set aside at that time or later'),
  until: time('Set aside before that time'),
}
const stateFilter = {
  ...filter,
  state: Type.Optional(
    Type.Enum(['open', 'redriven'], { description: 'Only those that nobody has sent back, or somebody has' }),
  ),
}
const after = Type.Optional({ ...id, description: 'Go on behind this one: the `next` of the answer before' })
/** As many as are meant where no limit is given. */
export const usualLimit = 100
const most = { minimum: 1, maximum: 500 }
const limit = Type.Integer({ ...most, description: 'The most of them', default: usualLimit })

export const position = Type.Object({
  topic: Type.String({ description: "The dead letters' topic", maxLength: 249, pattern: topicPattern }),
  partition: Type.String({ pattern: '^[0-9]{1,9}$', maxLength: 9 }),
  offset: Type.String({ pattern: '^[0-9]{1,18}$', maxLength: 18 }),
})

export const listQuery = Type.Object({ ...stateFilter, limit, after }, whole)
export const summaryQuery = Type.Object({ ...filter, after }, whole)
export const redrivesQuery = Type.Object(
  {
    limit: { ...limit, description: 'About so many: what was sent back at one time is not divided' },
    after: Type.Optional(
      Type.String({ description: '`next` of the page before', pattern: '^[0-9]{1,18}$', maxLength: 18 }),
    ),
  },
  whole,
)

const facts = {
  id: Type.String({ description: '<dead-letter topic>/<partition>/<offset>' }),
  service: Type.String(),
  topic: Type.String({ description: 'The topic that it lay on' }),
  reason: Type.String(),
  detail: Type.String(),
  at: Type.String({ description: 'When it was set aside' }),
  type: Type.Optional(Type.String()),
  eventId: Type.Optional(Type.String()),
  key: Type.Union([Type.String(), Type.Null()]),
  redriveCount: Type.Integer({ description: 'How often it had been sent back before it came here' }),
  redriven: Type.Optional(
    Type.Object(
      { by: Type.String(), at: Type.String() },
      { description: 'Who sent this one back, and when' },
    ),
  ),
  refusal: Type.Optional(Type.String({ description: 'Why it cannot be sent back' })),
}

export const page = Type.Object({
  deadLetters: Type.Array(Type.Object(facts)),
  next: Type.Optional(Type.String()),
})

export const summary = Type.Object({
  groups: Type.Array(
    Type.Object({
      service: Type.String(),
      topic: Type.String({ description: 'The topic that they lay on' }),
      reason: Type.String(),
      letters: Type.Integer(),
      open: Type.Integer({ description: 'Those that nobody has sent back' }),
      oldest: Type.String({ description: 'When the first of them was set aside' }),
      newest: Type.String(),
    }),
  ),
  next: Type.Optional(
    Type.String({ description: 'There are more than one request counts: what is behind this `after`' }),
  ),
})

export const redrives = Type.Object({
  redrives: Type.Array(
    Type.Object({
      by: Type.String(),
      at: Type.String(),
      topic: Type.String({ description: 'Where they went' }),
      reason: Type.String({ description: 'Why they had been set aside' }),
      letters: Type.Integer({ description: 'How many went at that time' }),
    }),
  ),
  next: Type.Optional(Type.String()),
})

export const fullLetter = Type.Object({
  ...facts,
  headers: Type.Record(Type.String(), Type.String(), { description: 'As they lie on the dead-letter topic' }),
  valueBase64: Type.Union([Type.String(), Type.Null()]),
})

/** Of alternatives none can have a default of its own. */
const dryRun = Type.Optional(
  Type.Boolean({ description: 'Only say what would be sent back; false unless told' }),
)

export const redriveBody = Type.Union([
  Type.Object({ ids: Type.Array(id, { minItems: 1, maxItems: 500 }), dryRun }, whole),
  Type.Object(
    {
      filter: Type.Object(stateFilter, { ...whole, description: 'All that have this; {} is all' }),
      limit: Type.Optional(
        Type.Integer({ ...most, description: `The most of them; ${usualLimit} unless told` }),
      ),
      after,
      dryRun,
    },
    whole,
  ),
])

export const redriven = Type.Object({
  dryRun: Type.Boolean(),
  redriven: Type.Integer(),
  already: Type.Integer(),
  refused: Type.Integer(),
  results: Type.Array(
    Type.Object({
      id: Type.String(),
      status: Type.Enum(['redriven', 'already', 'refused']),
      target: Type.String(),
      count: Type.Integer({ description: '1 the first time that the message is sent back' }),
      detail: Type.Optional(Type.String()),
    }),
  ),
  next: Type.Optional(Type.String()),
  until: Type.Optional(
    Type.String({
      description:
        'What was set aside from then on is left out: as `until` of the filter it means the same ones again',
    }),
  ),
})
