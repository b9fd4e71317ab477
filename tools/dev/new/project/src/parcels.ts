import { defineService, table } from '@orderflow/messaging'
import { Type } from 'typebox'
import { events } from './events.ts'

/** Registers parcels, each once. */
export const parcels = defineService(events, {
  tables: { parcels: table('parcels', { parcelId: 'text', grams: 'integer' }) },
  commands: {
    Register: {
      data: Type.Object({ parcelId: Type.String({ minLength: 1 }), grams: Type.Integer() }),
      reply: Type.Object({ registered: Type.Boolean() }),
    },
  },
  on: {
    Register({ parcels }, { data: { parcelId, grams } }) {
      if (parcels.get(parcelId) !== undefined) return { ignored: 'duplicate', reply: { registered: false } }
      parcels.set({ parcelId, grams })
      return {
        reply: { registered: true },
        events: [{ type: 'ParcelRegistered', sequence: 1, data: { parcelId, grams } }],
      }
    },
  },
})
