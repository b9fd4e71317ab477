import { defineEvents } from '@orderflow/event-contracts'
import { Type } from 'typebox'

const id = Type.String({ minLength: 1, maxLength: 100 })

/** Every event of the system. A change that old or new consumers cannot read is a new version on a new topic. */
export const events = defineEvents('parcels', {
  ParcelRegistered: {
    topic: 'parcel.registered.v1',
    key: 'parcelId',
    schema: Type.Object({ parcelId: id, grams: Type.Integer({ minimum: 1, maximum: 30_000 }) }),
  },
})
