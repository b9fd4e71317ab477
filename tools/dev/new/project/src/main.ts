import { startServers } from '@orderflow/embedded'
import { startServices } from '@orderflow/messaging'
import { events } from './events.ts'
import { parcels } from './parcels.ts'

const { KAFKA_BROKERS, POSTGRES_URL } = process.env
const servers =
  KAFKA_BROKERS !== undefined && POSTGRES_URL !== undefined
    ? { brokers: KAFKA_BROKERS.split(','), postgresUrl: POSTGRES_URL }
    : await startServers({ dataDirectory: '.data' })

const system = await startServices({ ...servers, events }, { parcels })
const parcelId = crypto.randomUUID()
console.log(`${parcelId} is registered:`, await system.parcels.submit('Register', { parcelId, grams: 400 }))
await system.settled()
console.log('Its event is on parcel.registered.v1. Ctrl-C stops the service.')
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => system.stop())
