import { expect, test } from 'vitest'
import { dateTimePattern, noDateTimePattern } from '../date-time.ts'
import { compareSchemas } from './compare-schemas.ts'
import { type Patch, schemaOf } from './patch.fixture.ts'
import { refusalLine } from './refusal.ts'

const next = 'publish the next version as a file beside this one'
const consumers = `breaks old consumers; instead`
const events = `breaks old events; instead`
const both = `breaks both; instead`
const putBack = `put it back, or ${next}`
const optional = `make it optional, or ${next}`
const stayRequired = `leave it required, or ${next}`
const text = { type: 'string', maxLength: 100 }
const note = { '/properties/note': text }
const withoutNote = { '/properties/note': undefined }
const item = '/properties/items/items'

/** What stands on both sides first, the patch of order.created.v1, and what is said of it. */
interface Row {
  readonly first?: Patch
  readonly patch: Patch
  readonly said: readonly string[]
}

const rows: Record<string, Row> = {
  'an optional property removed': {
    first: note,
    patch: withoutNote,
    said: [
      `/properties/note: optional property removed: {"type":"string","maxLength":100} → absent; ${consumers} ${putBack}`,
    ],
  },
  'a required property removed': {
    patch: { '/properties/customerId': undefined, '/required/1': undefined },
    said: [
      `/properties/customerId: required property removed: {"type":"string"} → absent; ${consumers} ${putBack}`,
    ],
  },
  'a property removed from a closed object': {
    first: { ...note, '/additionalProperties': false },
    patch: withoutNote,
    said: [
      `/properties/note: optional property removed: {"type":"string","maxLength":100} → absent; ${both} ${putBack}`,
    ],
  },
  'a property renamed': {
    first: note,
    patch: { ...withoutNote, '/properties/remark': text },
    said: [`/properties/note: optional property removed: renamed to "remark"?; ${consumers} ${putBack}`],
  },
  'a required property renamed': {
    patch: {
      '/properties/createdAt': undefined,
      '/properties/placedAt': {
        type: 'string',
        format: 'date-time',
        pattern: dateTimePattern,
        not: { pattern: noDateTimePattern },
      },
      '/required/3': 'placedAt',
    },
    said: [
      `/properties/createdAt: required property removed: renamed to "placedAt"?; ${consumers} ${putBack}`,
      `/properties/placedAt: new property that is required; ${events} ${optional}`,
    ],
  },
  'a property that becomes required': {
    first: note,
    patch: { '/required/-': 'note' },
    said: [`/properties/note: optional → required; ${events} leave it optional, or ${next}`],
  },
  'a new property that is required': {
    patch: { ...note, '/required/-': 'note' },
    said: [`/properties/note: new property that is required; ${events} ${optional}`],
  },
  'one in the items of a list': {
    patch: { [`${item}/properties/price`]: { type: 'integer' }, [`${item}/required/-`]: 'price' },
    said: [`${item}/properties/price: new property that is required; ${events} ${optional}`],
  },
  'a name required that is not declared': {
    patch: { '/required/-': 'note' },
    said: [`/required: required gains "note"; ${events} ${optional}`],
  },
  'a name no longer required that is not declared': {
    first: { '/required/-': 'note' },
    patch: { '/required/4': undefined },
    said: [`/required: required loses "note"; ${consumers} ${stayRequired}`],
  },
  'a property no longer required': {
    patch: { '/required/0': undefined },
    said: [`/properties/orderId: required → optional; ${consumers} ${stayRequired}`],
  },
  'required gone altogether': {
    patch: { [`${item}/required`]: undefined },
    said: [
      `${item}/properties/productId: required → optional; ${consumers} ${stayRequired}`,
      `${item}/properties/quantity: required → optional; ${consumers} ${stayRequired}`,
    ],
  },
  'an object closed': {
    patch: { '/additionalProperties': false },
    said: [
      `/additionalProperties: additionalProperties: absent → false: the object closes, to every later property too; ${events} leave it open, or ${next}`,
    ],
  },
  'an object opened': {
    first: { '/additionalProperties': false },
    patch: { '/additionalProperties': undefined },
    said: [
      `/additionalProperties: additionalProperties: false → absent: the object opens, but not for old consumers; ${consumers} leave it closed, or ${next}`,
    ],
  },
  'a schema for additional properties': {
    patch: { '/additionalProperties': text },
    said: [
      `/additionalProperties: additionalProperties: absent → {"type":"string","maxLength":100}; ${events} leave it as it was, or ${next}`,
    ],
  },
  'another schema for additional properties': {
    first: { '/additionalProperties': text },
    patch: { '/additionalProperties/maxLength': 9 },
    said: [
      `/additionalProperties: additionalProperties/maxLength: 100 → 9; ${both} leave it as it was, or ${next}`,
    ],
  },
  'properties that are no object': {
    first: { '/properties': null, '/required': [] },
    patch: { '/properties': [] },
    said: [`/properties: properties: null → []; ${both} leave it as it was, or ${next}`],
  },
}

test.each(Object.entries(rows))('%s', (_, { first = {}, patch, said }) => {
  const refusals = compareSchemas(
    schemaOf('order.created.v1', first),
    schemaOf('order.created.v1', first, patch),
  )
  expect(refusals.map(refusalLine)).toEqual(said)
})
