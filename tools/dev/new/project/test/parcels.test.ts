import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServers } from '@orderflow/embedded'
import { startServices } from '@orderflow/messaging'
import { events } from '../src/events.ts'
import { parcels } from '../src/parcels.ts'

const start = async () => startServices({ ...(await startServers()), events }, { parcels })
let system: Awaited<ReturnType<typeof start>>
before(async () => {
  system = await start()
})
after(() => system?.stop())

test('a parcel is registered once, and its event is published once', async () => {
  const parcel = { parcelId: 'p-1', grams: 400 }
  assert.deepEqual(await system.parcels.submit('Register', parcel), { registered: true })
  assert.deepEqual(await system.parcels.submit('Register', parcel), { registered: false })
  await system.settled()
  assert.deepEqual(await system.parcels.rows('parcels'), [parcel])
  assert.deepEqual(await system.published('ParcelRegistered'), [parcel])
})
