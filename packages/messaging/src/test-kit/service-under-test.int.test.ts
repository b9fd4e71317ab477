import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { definitionOf } from '../service/define-service.ts'
import { hotelEvents, roomsOf } from '../testing/hotel.ts'
import { startServiceUnderTest } from './service-under-test.ts'

const events = hotelEvents()
const service = roomsOf(events)
const servers = async () => ({ brokers: kafkaBrokers(), postgresUrl: await adminUrl() })
const start = async () => startServiceUnderTest({ ...(await servers()), events, replicas: 2 }, service)

describe('a service in its short form, with two replicas', () => {
  let rooms: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    rooms = await start()
  })
  afterAll(() => rooms?.stop())

  test('publishes, dead-letters, and is seen to do neither', async () => {
    const ada = rooms.message('BookingRequested', {})
    await rooms.send(ada, ada, rooms.message('BookingRequested', { id: 'bob' }))
    await rooms.send(rooms.message('BookingRequested', { id: 'cyd' }), ada)
    expect((await rooms.published('RoomAssigned', 'bob')).data.room).toBe(102)
    const { headers, data } = await rooms.deadLettered('BookingRequested', '24 December')
    expect([headers.dlq_detail, data]).toEqual(['the house is full', { id: 'cyd', night: '24 December' }])
    await rooms.settled()
    expect(rooms.events('RoomAssigned', 'ada').map(({ data }) => data)).toEqual([{ id: 'ada', room: 101 }])
    expect(rooms.events('RoomAssigned', 'cyd')).toEqual([])
    expect((await rooms.pool.query('SELECT * FROM nights')).rows).toEqual([
      { night: '24 December', taken: 2 },
    ])
  })

  test('goes on after a restart with what came meanwhile, and answers commands', async () => {
    const night = 'New Year'
    await rooms.restart(() => rooms.send(rooms.message('BookingRequested', { id: 'dan', night })))
    expect((await rooms.published('RoomAssigned', 'dan')).data.room).toBe(101)
    expect(await rooms.submit('Close', { night })).toEqual({ free: 1 })
    expect(await rooms.submit('Close', { night })).toEqual({ free: 0 })
    await expect(rooms.submit('Close', { night: '' })).rejects.toMatchObject({ code: 'COMMAND_INVALID' })
    expect(rooms.replicas()).toHaveLength(2)
  })
})

test('a service with its definition written out runs beside it, and its end is that of the servers', async () => {
  const stopped: string[] = []
  const migrations = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'migrations-'))}/`)
  const { nights } = service.tables ?? {}
  await writeFile(new URL('0001_nights.sql', migrations), nights?.statements.create ?? '')
  const whole = definitionOf('front-desk', events as never, service as never)
  const options = { ...(await servers()), events, stop: async () => void stopped.push('servers') }
  const rooms = await startServiceUnderTest(options, { ...whole, migrations })
  await rm(migrations, { recursive: true })
  await rooms.send(rooms.message('BookingRequested', { id: 'eve', night: 'Easter' }))
  expect((await rooms.published('RoomAssigned', 'eve')).headers.ce_source).toBe('/services/front-desk')
  await rooms.stop()
  expect(stopped).toEqual(['servers'])
})

test('where it cannot start, nothing is left running', async () => {
  const stopped: string[] = []
  const options = { ...(await servers()), events, stop: async () => void stopped.push('servers') }
  await expect(startServiceUnderTest({ ...options, inboxRetentionDays: 1 }, service)).rejects.toMatchObject({
    code: 'INBOX_RETENTION_TOO_SHORT',
  })
  expect(stopped).toEqual(['servers'])
})
