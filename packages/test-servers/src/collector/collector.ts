import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type ReceivedSpan, spansIn } from './otlp.ts'

/** A collector for a test: an OTLP endpoint over HTTP that keeps what it is sent. */
export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string
  readonly spans: readonly ReceivedSpan[]
  /** All that it was sent, as it came but unpacked. */
  readonly received: readonly Buffer[]
  stop(): Promise<void>
}

export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = []
  const received: Buffer[] = []
  const server = createServer(async (request, response) => {
    try {
      const body = await bodyOf(request)
      received.push(body)
      if (request.url !== '/v1/traces') throw new Error(`nothing is at ${request.url}`)
      spans.push(...spansIn(body))
      response.setHeader('content-type', 'application/x-protobuf').end()
    } catch (error) {
      response.writeHead(400).end(String(error))
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    received,
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
}
