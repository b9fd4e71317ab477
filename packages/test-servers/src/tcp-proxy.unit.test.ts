import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

let proxy: TcpProxy
let served: Socket[]
let close: () => Promise<unknown>

/** A server that says everything back. */
beforeEach(async () => {
  served = []
  const server = createServer(socket => {
    served.push(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await tcpProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  close = async () => {
    await proxy.close()
    server.close()
  }
})
afterEach(() => close())

async function client() {
  const socket = connect(proxy.port, proxy.host)
  const said: string[] = []
  socket.on('data', data => said.push(String(data)))
  socket.on('error', () => {})
  await once(socket, 'connect')
  return { socket, said: () => said.join('') }
}

const saysBack = async ({ socket, said }: Awaited<ReturnType<typeof client>>, word: string) => {
  socket.write(word)
  await expect.poll(said).toContain(word)
}

/** However it comes about. */
const closed = (socket: Socket) => new Promise<void>(resolve => socket.on('close', () => resolve()))

describe('tcpProxy', () => {
  it('passes on what is said, both ways, and that one side has gone', async () => {
    const one = await client()
    await saysBack(one, 'hello')
    served[0]?.destroy()
    await closed(one.socket)
    expect(proxy.connections).toBe(0)
  })

  it('holds back everything while it is paused, and passes it on after', async () => {
    const before = await client()
    await saysBack(before, 'hello')
    proxy.pause()
    const during = await client()
    for (const { socket } of [before, during]) socket.write('held')
    await new Promise(resolve => setImmediate(resolve))
    expect([before.said(), during.said()]).toEqual(['hello', ''])
    proxy.resume()
    await expect.poll(before.said).toBe('helloheld')
    await saysBack(before, 'again')
  })

  it('resets every connection while it is cut, and serves again after', async () => {
    const before = await client()
    await saysBack(before, 'hello')
    proxy.cut()
    await closed(before.socket)
    const refused = connect(proxy.port, proxy.host).on('error', () => {})
    await closed(refused)
    proxy.heal()
    await saysBack(await client(), 'hello')
  })

  it('leaves a client alone with a connection that the server has forgotten', async () => {
    const alone = await client()
    await saysBack(alone, 'hello')
    const gone = closed(served[0] as Socket)
    expect(proxy.halfOpen()).toBe(1)
    await gone
    alone.socket.write('anybody?')
    await saysBack(await client(), 'hello')
    expect(alone.said()).toBe('hello')
    expect(alone.socket.destroyed).toBe(false)
  })
})
