import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Client } from './client.ts'

const authenticated = Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1')
const server = createServer()
afterEach(() => void server.close())

test('what is asked within one turn comes to the server in one piece', async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = new Client(`postgres://somebody@127.0.0.1:${port}/any`, { pipeline: true } as never)
  client.on('error', () => {})
  const connected = client.connect()
  const [socket] = (await once(server, 'connection')) as [Socket]
  await once(socket, 'data') // who it is
  socket.write(authenticated)
  await connected

  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  const before = stream.bytesWritten - stream.writableLength
  const asked = ['one', 'two', 'three'].map(name => client.query({ name, text: `SELECT 1 AS ${name}` }))
  const ended = Promise.allSettled(asked)
  // All of it waits still: nothing has been handed to the system.
  expect(stream.bytesWritten - stream.writableLength).toBe(before)
  const [piece] = (await once(socket, 'data')) as [Buffer]
  for (const name of ['one', 'two', 'three']) expect(piece.toString('latin1')).toContain(`AS ${name}`)
  socket.destroy()
  await ended
})
