import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly host: string
  readonly port: number
  /** Connections that are open on both sides. */
  readonly connections: number
  /** Nothing passes any more and nobody is told; new connections are made and stay as silent. */
  pause(): void
  /** What was held back passes, as TCP sends it again after a cut that it survives. */
  resume(): void
  /** Resets every connection, and every new one until `heal`. */
  cut(): void
  heal(): void
  /**
   * Half-open connections: the server's side of each is reset, the client is told nothing and what it sends goes
   * nowhere. New connections work.
   * @returns how many
   */
  halfOpen(): number
  /** From now on new connections are led there. */
  leadTo(server: Server): void
  close(): Promise<void>
}

interface Server {
  readonly host: string
  readonly port: number
}

interface Link {
  readonly client: Socket
  readonly server: Socket
}

/** A way to a server that can be cut: what connects to the proxy talks to `host:port`. */
export async function tcpProxy(to: Server, listenOn = 0): Promise<TcpProxy> {
  let { host, port } = to
  const links = new Set<Link>()
  /** Clients that were left alone by a server that has gone. */
  const abandoned = new Set<Socket>()
  let paused = false
  let refusing = false

  const listener = createServer({ noDelay: true, pauseOnConnect: true }, client => {
    client.on('error', () => {})
    if (refusing) return void client.resetAndDestroy()
    const server = connect({ host, port, noDelay: true })
    const link = { client, server }
    links.add(link)
    server.on('error', () => {})
    relay(client, server, link)
    relay(server, client, link)
    if (!paused) client.resume()
    if (paused) server.pause()
  })

  function relay(from: Socket, to: Socket, link: Link) {
    from.on('data', data => {
      if (abandoned.has(from)) return
      if (to.write(data)) return
      from.pause()
      to.once('drain', () => paused || from.resume())
    })
    from.on('end', () => abandoned.has(to) || to.end())
    from.on('close', () => {
      links.delete(link)
      abandoned.delete(from)
      if (!abandoned.has(to)) to.destroy()
    })
  }

  listener.listen(listenOn, '127.0.0.1')
  await once(listener, 'listening')
  return {
    host: '127.0.0.1',
    port: (listener.address() as AddressInfo).port,
    get connections() {
      return links.size
    },
    pause() {
      paused = true
      for (const { client, server } of links) for (const socket of [client, server]) socket.pause()
    },
    resume() {
      paused = false
      for (const { client, server } of links) for (const socket of [client, server]) socket.resume()
    },
    cut() {
      refusing = true
      for (const { client, server } of links) for (const socket of [client, server]) socket.resetAndDestroy()
    },
    heal() {
      refusing = false
    },
    halfOpen() {
      const cut = [...links]
      for (const { client, server } of cut) {
        abandoned.add(client)
        server.resetAndDestroy()
      }
      return cut.length
    },
    leadTo(server) {
      ;({ host, port } = server)
    },
    async close() {
      const closed = once(listener, 'close')
      listener.close()
      for (const { client, server } of links) for (const socket of [client, server]) socket.destroy()
      for (const client of abandoned) client.destroy()
      await closed
    },
  }
}
