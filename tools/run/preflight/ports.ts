import { connect, createServer } from 'node:net'
import { listenError, portFault, unprivilegedPortFault } from '@orderflow/embedded'

/** A port that a server of the system is to listen on. */
export interface WantedPort {
  /** The variable that sets it. */
  readonly setting: string
  /** 0 takes a free one, which is never wrong. */
  readonly port: number
  readonly server: 'http' | 'kafka' | 'postgres'
}

/**
 * Why servers could not have their ports, each in a sentence: two want the same, somebody listens there, it is kept
 * for the administrator, or no browser would call it.
 *
 * @param host where the HTTP servers listen
 */
export async function portFaults(wanted: readonly WantedPort[], host: string): Promise<string[]> {
  const fixed = wanted.filter(({ port }) => port !== 0)
  const alone = [...Map.groupBy(fixed, ({ port }) => port)]
  const shared = alone.filter(([, servers]) => servers.length > 1)
  const busy = await Promise.all(alone.map(([, [first]]) => faultOf(first as WantedPort, host)))
  return [
    ...shared.map(([port, servers]) => {
      const settings = servers.map(({ setting }) => setting)
      return `${settings.slice(0, -1).join(', ')} and ${settings.at(-1)} are ${settings.length === 2 ? 'both' : 'all'} ${port}: give each server a port of its own.`
    }),
    ...busy.flatMap(fault => fault ?? []),
  ]
}

async function faultOf({ port, setting, server }: WantedPort, host: string): Promise<string | undefined> {
  if (server === 'kafka') return await portFault(port, setting)
  if (server === 'postgres') return await unprivilegedPortFault(port, setting)
  const fault = (await portFault(port, setting)) ?? (await portFault(port, setting, host))
  if (fault !== undefined) return fault
  if (!(await browsersRefuse(port))) return undefined
  return `Port ${port} is one that no browser calls (WHATWG Fetch, "port blocking"): set another with ${setting}.`
}

/** Browsers, and Node's own `fetch`, call no server on the port of another protocol, such as X11's 6000. */
async function browsersRefuse(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(1_000) })
    return false
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port'
  }
}

/** Why what listens on `host` would not be found on 127.0.0.1, in a sentence. */
export async function hostFault(host: string): Promise<string | undefined> {
  if (await reachedByLoopback(host)) return undefined
  const code = await listenError(0, host)
  const why = code === undefined ? 'is not reached by 127.0.0.1' : `is no address of this machine (${code})`
  return `HOST is "${host}", which ${why}: set 127.0.0.1 for this machine alone, or 0.0.0.0 for all its addresses.`
}

function reachedByLoopback(host: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const server = createServer(socket => socket.destroy())
  server.once('error', () => resolve(false))
  server.listen({ port: 0, host }, () => {
    const { port } = server.address() as { port: number }
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  return promise.finally(() => server.close())
}
