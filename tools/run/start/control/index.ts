import { randomBytes } from 'node:crypto'
import { findFreePort, type ServerProcess } from '@orderflow/embedded'
import type { Endpoints } from '../../../dev/lib/endpoints.ts'
import { createControlApp } from './app.ts'
import { messagesOf } from './messages.ts'
import { processesOf, type Watched, watched } from './processes.ts'

export type { Watched } from './processes.ts'

/** Where the control API will be, and what it will ask for: reporting tells it to the page. */
export interface ControlAddress {
  readonly port: number
  readonly url: string
  readonly token: string
}

/** @param port 0 takes a free one */
export async function controlAddress(port: number): Promise<ControlAddress> {
  const taken = port || (await findFreePort())
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}`,
    token: randomBytes(32).toString('base64url'),
  }
}

/** What reporting is to be told of it. */
export const controlEnvironment = ({ url, token }: ControlAddress) => ({
  CONTROL_URL: url,
  CONTROL_TOKEN: token,
})

export interface Control {
  /** The processes as they are to be supervised: one that was stopped here stays stopped. */
  readonly processes: ReadonlyMap<string, Watched>
  stop(): Promise<void>
}

export interface ControlOfSystem {
  readonly address: ControlAddress
  readonly servers: Readonly<Record<string, ServerProcess>>
  readonly endpoints: () => Endpoints
}

/**
 * Lets the live page stop, kill and start the processes of a system that runs on this machine, and send it bad
 * messages. Listens on loopback only; refuses other origins, other names and whoever has no token.
 */
export async function startControl({ address, servers, endpoints }: ControlOfSystem): Promise<Control> {
  const processes = new Map(Object.entries(servers).map(([name, server]) => [name, watched(server)]))
  const page = new URL(endpoints().services.reporting as string)
  const app = await createControlApp({
    processes: processesOf(processes),
    messages: messagesOf(endpoints),
    gate: {
      token: address.token,
      origins: [`http://127.0.0.1:${page.port}`, `http://localhost:${page.port}`],
    },
  })
  await app.listen({ host: '127.0.0.1', port: address.port })
  return {
    processes,
    async stop() {
      await app.close()
    },
  }
}
