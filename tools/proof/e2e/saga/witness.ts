import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What stands before a payment gateway and notes which trace each call names. */
export interface Witness {
  readonly url: string
  /** The `traceparent` of every call so far, by its Idempotency-Key. */
  readonly traceparents: ReadonlyMap<string, string | undefined>
  stop(): Promise<void>
}

/** @param gateway the base URL that calls go on to */
export async function startWitness(gateway: string): Promise<Witness> {
  const traceparents = new Map<string, string | undefined>()
  const server = createServer(async (request, response) => {
    const { 'idempotency-key': key = '', traceparent } = request.headers as Record<string, string>
    traceparents.set(key, traceparent)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = await fetch(`${gateway}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: Buffer.concat(chunks),
    })
    const retryAfter = answer.headers.get('retry-after')
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(retryAfter !== null && { 'retry-after': retryAfter }),
    })
    response.end(await answer.text())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    traceparents,
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
