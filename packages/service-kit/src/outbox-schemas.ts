import { Type } from 'typebox'
import { text } from './http/strings.ts'

const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
const whole = { additionalProperties: false }
const seq = Type.String({ description: 'The number of a row', pattern: '^[0-9]{1,18}$', maxLength: 18 })

export const listQuery = Type.Object(
  {
    limit: Type.Integer({
      description: 'The most keys that are listed',
      minimum: 1,
      maximum: 500,
      default: 100,
    }),
    after: Type.Optional({ ...seq, description: 'Go on behind this row: the `next` of the answer before' }),
    topic: Type.Optional(text('Only keys of this topic', 249)),
  },
  whole,
)
export const rowParams = Type.Object({ seq }, whole)

const block = {
  code: Type.String({ description: "Kafka's name of the error" }),
  reason: Type.String(),
  until: Type.String({ description: 'What ends it' }),
  since: Type.String({ description: 'When it was refused first' }),
  tries: Type.Integer(),
  nextTry: nullable('When it is tried again; null: when it is released'),
}

export const list = Type.Object({
  unsent: Type.Integer({ description: 'Rows that the broker has not acknowledged' }),
  topics: Type.Array(
    Type.Object({
      topic: Type.String(),
      rows: Type.Integer(),
      since: Type.String({ description: 'When the oldest of them was appended' }),
      held: Type.Optional(Type.Object(block, { description: 'Why all of its rows wait' })),
    }),
  ),
  keys: Type.Array(
    Type.Object({
      topic: Type.String(),
      key: Type.String({ description: 'Empty for rows without a key' }),
      seq: Type.String({ description: 'The row that was refused' }),
      rows: Type.Integer({ description: 'How many rows of this key wait' }),
      quarantined: Type.Boolean({ description: 'False for the first seconds' }),
      ...block,
    }),
  ),
  keysInAll: Type.Integer({
    description: 'How many keys are held back in all, of the topic if one is given',
  }),
  next: Type.Optional(Type.String()),
})

export const row = Type.Object({
  seq: Type.String(),
  topic: Type.String(),
  key: nullable('Rows of one key keep their order'),
  since: Type.String({ description: 'When it was appended' }),
  headers: Type.Record(Type.String(), Type.String()),
  valueBase64: nullable('What is to be sent'),
  behind: Type.Integer({ description: 'Rows of its key that wait behind it' }),
  keyHeld: Type.Optional(Type.Object({ seq: Type.String(), ...block }, { description: 'Why its key waits' })),
  topicHeld: Type.Optional(Type.Object(block, { description: 'Why its topic waits' })),
})

export const releaseBody = Type.Union([
  Type.Object(
    {
      seqs: Type.Array(seq, {
        description: 'The keys of these rows, and their topics',
        minItems: 1,
        maxItems: 500,
      }),
    },
    whole,
  ),
  Type.Object(
    {
      topic: text('What is held back of this topic', 249),
      key: Type.Optional(text('Only this key of it', 300)),
    },
    whole,
  ),
  Type.Object({ all: Type.Literal(true, { description: 'All that is held back' }) }, whole),
])

export const released = Type.Object({
  keys: Type.Integer({ description: 'Keys that are tried again now' }),
  topics: Type.Integer({ description: 'Topics that are tried again now' }),
})
