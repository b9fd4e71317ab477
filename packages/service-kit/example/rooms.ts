import { defineEvents } from '@orderflow/event-contracts'
import { type Input, storeOf, table, type WorldOf } from '@orderflow/messaging'
import { commonConfig, id, port, runCommand, type ServiceDefinition } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'

export const configSchema = Type.Object({ ...commonConfig, PORT: port(3000) })

const Assigned = Type.Object({ guest: id('Who stays'), room: Type.Integer() })
export const events = defineEvents('hotel', {
  RoomAssigned: { topic: 'room.assigned.v1', key: 'guest', schema: Assigned },
})

const nights = table('nights', { night: 'text', taken: 'integer' })
const Stay = Type.Object({ guest: id('Who stays'), night: id('When') })
const Room = Type.Object({ room: Type.Integer() })

export const rooms = (): ServiceDefinition<WorldOf<{ nights: typeof nights }>> => ({
  name: 'rooms',
  title: 'Rooms of a hotel',
  events,
  consumes: {},
  publishes: { RoomAssigned: [1] },
  decide: {
    Assign({ nights }, { data: { guest, night } }: Input<Static<typeof Stay>>) {
      const taken = (nights.get(night)?.taken ?? 0) + 1
      nights.set({ night, taken })
      const room = 100 + taken
      return { reply: { room }, events: [{ type: 'RoomAssigned', sequence: 1, data: { guest, room } }] }
    },
  },
  store: storeOf({ nights }),
  routes(app, { processor }) {
    const schema = { body: Stay, response: { 200: Room } }
    const config = { access: { scope: 'rooms:write' } }
    app.post('/rooms', { schema, config }, request =>
      runCommand<Static<typeof Room>>(processor, request, {
        type: 'Assign',
        data: request.body,
        initiator: 'desk',
      }),
    )
  },
})
