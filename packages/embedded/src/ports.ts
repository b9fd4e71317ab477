import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { EmbeddedError } from './errors.ts'

export const LOOPBACK = '127.0.0.1'

/**
 * Below the ranges from which Linux (32768 up) and macOS (49152 up) take the ports of outgoing connections.
 * In them a client that keeps trying to reach a server that is down may get the server's own port, connect to
 * itself, and so keep the server from coming back.
 */
const LOWEST = 20_000
const HIGHEST = 32_000

/** Given away by this process, perhaps to a server that does not listen yet. */
const given = new Set<number>()

/** A port on loopback that nobody listens on at this moment, and that this process has not given away before. */
export async function findFreePort(): Promise<number> {
  if (given.size > (HIGHEST - LOWEST) / 2) given.clear()
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port)) return port
  }
}

/** The configured port, or a free one for 0 and for none; throws PORT_BUSY with the name of the setting. */
export async function choosePort(port: number | undefined, setting: string): Promise<number> {
  if (!port) return findFreePort()
  const fault = await portFault(port, setting)
  if (fault === undefined) return port
  throw new EmbeddedError('PORT_BUSY', fault)
}

/**
 * Why nobody could listen on a port now, in a sentence that names the setting to change; undefined if one could.
 * @param host an address of this machine
 */
export async function portFault(port: number, setting: string, host = LOOPBACK): Promise<string | undefined> {
  const code = await listenError(port, host)
  if (code === undefined) return undefined
  if (code === 'EACCES') return privileged(port, setting)
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is in use: stop the program that listens there, or set another port with ${setting}.`
  }
  return `Port ${port} on ${host} cannot be listened on (${code}): set another with ${setting}.`
}

/** The same for a server that runs under an account without privileges, although this process may have them. */
export const unprivilegedPortFault = (port: number, setting: string): Promise<string | undefined> =>
  port < lowestUnprivileged() ? Promise.resolve(privileged(port, setting)) : portFault(port, setting)

const privileged = (port: number, setting: string) =>
  `Port ${port} is kept for the administrator: set one from ${lowestUnprivileged()} to 65535 with ${setting}.`

function lowestUnprivileged(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'))
  } catch {
    return 1_024
  }
}

const isFree = async (port: number) => (await listenError(port, LOOPBACK)) === undefined

/** The code of the error that a server meets which would listen there; undefined if it meets none. */
export function listenError(port: number, host: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const server = createServer()
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)))
  return promise
}
