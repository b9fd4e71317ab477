// A service with HTTP on the packed packages, under test with real servers: a request, one that is wrong, and the event.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startServers } from '@orderflow/embedded'
import { startServiceUnderTest } from '@orderflow/service-kit/testing'
import { configSchema, events, rooms } from './rooms.ts'

const migrations = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'migrations-'))}/`)
await writeFile(
  new URL('0001_nights.sql', migrations),
  'CREATE TABLE nights (night text PRIMARY KEY, taken integer NOT NULL)',
)
const kit = { events, define: rooms, schema: configSchema, migrations }
const service = await startServiceUnderTest({ ...(await startServers()), ...kit })
try {
  const { status, body } = await service.post('/rooms', { guest: 'ada', night: 'today' })
  const refused = await service.post('/rooms', {})
  const published = await service.published('RoomAssigned', 'ada')
  const { info } = (await service.get('/docs/json')).body
  const answers = { status, body, refused: refused.body.type, event: published.data, info }
  process.stdout.write(JSON.stringify(answers))
} finally {
  await service.stop()
  await rm(migrations, { recursive: true })
}
