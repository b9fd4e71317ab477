import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'

/** What stands before the replicas of the order service, as every deployment has it: each request goes to the next of them. */
export interface Front {
  /** `http://host:port` */
  readonly url: string
  /** From now on requests go to these. */
  leadTo(addresses: readonly string[]): void
  close(): Promise<void>
}

/** @param first where requests go until told otherwise: `http://host:port` */
export async function openFront(first: string): Promise<Front> {
  let addresses: readonly string[] = [first]
  let turn = 0
  const agent = new Agent({ keepAlive: true })

  function pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, headers, url = '/' } = asked
    const replica = addresses[turn++ % addresses.length] as string
    const passed = request(`${replica}${url}`, { method, headers, agent }, answered => {
      if (answer.destroyed) return void answered.destroy() // whoever asked has gone
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      pipeline(answered, answer, () => {})
    })
    // Whoever asks asks again, as of a service that is away.
    passed.on('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(503).end()))
    pipeline(asked, passed, () => {})
  }

  const server = createServer(pass).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(replicas) {
      addresses = replicas
    },
    async close() {
      agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
