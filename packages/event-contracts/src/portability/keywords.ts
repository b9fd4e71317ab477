import { isArray, isObject, type Json, type JsonObject, own } from '../compatibility/json.ts'
import { excludingFlaw, leaksLineEnd, patternFlaw } from './patterns.ts'

/** What is wrong with a keyword, and what to write in place of it; undefined if all validators take it alike. */
export interface Flaw {
  readonly why: string
  readonly instead: string
}

type Check = (value: Json, schema: JsonObject) => Flaw | undefined

const anything: Check = () => undefined
const flaw = (why: string, instead: string): Flaw => ({ why, instead })

const types = ['object', 'array', 'string', 'integer', 'boolean']
const isSafe = (value: Json | undefined) => Number.isSafeInteger(value)

/** Every keyword that a schema may have, with what its value has to be. What is not here is refused. */
export const allowed: Readonly<Record<string, Check>> = {
  $schema: value =>
    value === 'http://json-schema.org/draft-07/schema#'
      ? undefined
      : flaw(
          'other drafts give the same words other meanings',
          'write http://json-schema.org/draft-07/schema#',
        ),
  $id: anything,
  $comment: anything,
  title: anything,
  description: anything,
  examples: anything,
  type: checkType,
  properties: anything,
  required: anything,
  items: value =>
    isArray(value)
      ? flaw('a list of schemas is read otherwise since draft 2020-12', 'give one schema for all items')
      : undefined,
  enum: checkTexts,
  const: value => checkTexts([value]),
  minLength: checkSafe,
  maxLength: checkSafe,
  minItems: checkSafe,
  maxItems: checkSafe,
  minimum: checkSafe,
  maximum: checkSafe,
  format: checkFormat,
  pattern: checkPattern,
  not: checkNot,
}

/** What is refused with a reason of its own. */
const refused: Readonly<Record<string, Flaw>> = {
  $ref: flaw('what stands beside it counts for some validators only', 'write the schema out'),
  multipleOf: flaw('19.99 is no multiple of 0.01 where numbers are doubles', 'count in whole minor units'),
  uniqueItems: flaw('[1, 1.0] is unique to some', 'let consumers take what is there twice as once'),
  contentMediaType: flaw(
    'some judge the content by it, others take it as a note',
    'say it in the description',
  ),
  contentEncoding: flaw(
    'some judge the content by it, others take it as a note',
    'say it in the description',
  ),
  default: flaw('some fill it in, others take it as a note', 'say in the description what absence means'),
  additionalProperties: flaw('old consumers would refuse what is added later', 'leave unknown members free'),
  patternProperties: flaw('names are compared by patterns without ^ and $', 'give each property a name'),
  exclusiveMinimum: flaw('it was a boolean up to draft-04, as some still read it', 'use minimum'),
  exclusiveMaximum: flaw('it was a boolean up to draft-04, as some still read it', 'use maximum'),
}

/** The flaw of a keyword that is in neither table. */
const unknown = flaw(
  'nobody has tried whether validators agree about it',
  'do without, or add it to the table of what is allowed once npm run conformance has vectors of it',
)

export const flawOfKeyword = (keyword: string, schema: JsonObject): Flaw | undefined =>
  Object.hasOwn(allowed, keyword)
    ? allowed[keyword]?.(schema[keyword] as Json, schema)
    : ((Object.hasOwn(refused, keyword) ? refused[keyword] : undefined) ?? unknown)

function checkType(value: Json, schema: JsonObject): Flaw | undefined {
  if (value === 'number') {
    return flaw('fractions are rounded by some and not by others', 'use an integer of the smallest unit')
  }
  if (typeof value !== 'string' || !types.includes(value)) {
    return flaw('it is none of the types that were tried', `use one of ${types.join(', ')}`)
  }
  if (value === 'integer' && !('minimum' in schema && 'maximum' in schema)) {
    return flaw(
      'beyond 2^53 some read a number as a double, some to its last digit',
      'set minimum and maximum, within 2^53 - 1 of zero',
    )
  }
  return undefined
}

function checkSafe(value: Json): Flaw | undefined {
  return isSafe(value) ? undefined : flaw('it is no whole number that a double holds', 'stay within 2^53 - 1')
}

function checkTexts(value: Json): Flaw | undefined {
  if (isArray(value) && value.every(each => typeof each === 'string')) return undefined
  return flaw('some tell 1 from 1.0, or true from 1', 'use texts')
}

function checkFormat(value: Json, schema: JsonObject): Flaw | undefined {
  const both = typeof own(schema, 'pattern') === 'string' && own(schema, 'not') !== undefined
  if (value === 'date-time' && both) return undefined
  return value === 'date-time'
    ? flaw(
        'some take 30 February, a leap second or a space for the T, and some do not look',
        'put the pattern and the not of times beside it',
      )
    : flaw('formats are judged by some, differently, and not at all by others', 'use a pattern')
}

function checkPattern(value: Json, schema: JsonObject): Flaw | undefined {
  if (typeof value !== 'string') return flaw('it is no text', 'write a regular expression')
  const why = patternFlaw(value)
  if (why !== undefined) return flaw(why, 'write a pattern that means the same everywhere')
  const excluded = own(schema, 'not')
  const beside = isObject(excluded) ? own(excluded, 'pattern') : undefined
  const maxLength = own(schema, 'maxLength')
  return leaksLineEnd(
    value,
    typeof beside === 'string' ? beside : undefined,
    typeof maxLength === 'number' ? maxLength : undefined,
  )
    ? flaw(
        'its $ matches before a line end at the end in Python and Java',
        'put {"not": {"pattern": …}} with the characters that it does not take beside it',
      )
    : undefined
}

function checkNot(value: Json): Flaw | undefined {
  const pattern = isObject(value) && Object.keys(value).length === 1 ? own(value, 'pattern') : undefined
  if (typeof pattern !== 'string') return flaw('only a pattern was tried in it', 'write {"pattern": …}')
  const why = excludingFlaw(pattern)
  return why === undefined ? undefined : flaw(why, 'write a pattern that means the same everywhere')
}
