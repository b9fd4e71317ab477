import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface DroppingPooler {
  /** A URL of PostgreSQL through it. */
  through(url: string): string
  /** The `application_name` of each connection so far. */
  readonly callers: readonly string[]
  close(): Promise<void>
}

const kept = new Set(['user', 'database', 'application_name', 'client_encoding'])

/** A way to PostgreSQL that drops the settings that a connection begins with, as poolers do that are told to ignore them. */
export async function droppingPooler(server: string): Promise<DroppingPooler> {
  const { hostname: host, port } = new URL(server)
  const callers: string[] = []
  const open = new Set<Socket>()
  const listener = createServer(client => {
    const to = connect({ host, port: Number(port) })
    for (const socket of [client, to]) {
      open.add(socket.on('error', () => socket.destroy()))
      socket.on('close', () => open.delete(socket))
    }
    client.once('data', startup => {
      const parameters = read(startup)
      callers.push(parameters.find(([name]) => name === 'application_name')?.[1] ?? '')
      to.write(written(parameters.filter(([name]) => kept.has(name))))
      client.pipe(to).pipe(client)
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port: own } = listener.address() as AddressInfo
  return {
    callers,
    through: url => Object.assign(new URL(url), { hostname: '127.0.0.1', port: own }).href,
    async close() {
      for (const socket of open) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}

type Parameter = readonly [name: string, value: string]

/** Of a StartupMessage: its length, the version of the protocol, and names and values, each ended by a zero. */
function read(startup: Buffer): Parameter[] {
  const texts = startup.subarray(8).toString('utf8').split('\0')
  return texts.flatMap((name, i) => (i % 2 === 0 && name !== '' ? [[name, texts[i + 1] ?? ''] as const] : []))
}

function written(parameters: readonly Parameter[]): Buffer {
  const body = Buffer.from(`${parameters.flat().join('\0')}\0\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(body.length + 8, 0)
  head.writeInt32BE(3 << 16, 4)
  return Buffer.concat([head, body])
}
