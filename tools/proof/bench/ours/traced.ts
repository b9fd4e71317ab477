import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OwnSystem, Scenario } from '../scenario.ts'
import { http } from './http.ts'

let receivedBytes = 0

/** A collector that throws everything away; it ends with this process. */
async function collector(): Promise<Readonly<Record<string, string>>> {
  const server = createServer((request, response) => {
    request.on('data', chunk => {
      receivedBytes += chunk.length
    })
    request.on('end', () => response.end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const { port } = server.address() as AddressInfo
  return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }
}

const tracedSystem: OwnSystem = { env: collector }

const untraced = http(64)

export const traced: Scenario = {
  ...untraced,
  name: 'traced-64',
  about: 'What http-64 does, with every order traced',
  system: tracedSystem,
  onRequest: true,
  async run(context) {
    const figures = await untraced.run(context)
    if (receivedBytes === 0) throw new Error('No span has come: the services did not trace.')
    return figures
  },
}
