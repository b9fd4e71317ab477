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

/** A port on loopback that nobody listens on at this moment. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) return port
  }
}

/** The configured port, or a free one for 0 and for none; throws PORT_BUSY with the name of the setting. */
export async function choosePort(port: number | undefined, setting: string): Promise<number> {
  if (!port) return findFreePort()
  if (await isFree(port)) return port
  throw new EmbeddedError(
    'PORT_BUSY',
    `Port ${port} on ${LOOPBACK} is in use: stop the program that listens there, or set another port with ${setting}.`,
  )
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const server = createServer()
  server.once('error', () => resolve(false))
  server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(true)))
  return promise
}
