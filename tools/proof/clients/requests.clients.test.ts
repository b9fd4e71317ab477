import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, assert, beforeAll, expect, test } from 'vitest'
import { openApiDocuments } from '../../dev/generate/joins/openapi.ts'
import { requestsOf } from '../../dev/generate/joins/requests.ts'
import { services } from '../../dev/lib/services.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))

interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly authorization: string | undefined
  readonly body: unknown
}

const received: Received[] = []
let server: Server
let project: string

/** A copy of the requests, a token where the page puts it, httpyac, and one server for all addresses that keeps what comes. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'orderflow-httpyac-'))
  const requests = join(project, 'docs', 'requests')
  await cp(join(root, 'tools/proof/clients/httpyac'), project, { recursive: true })
  await cp(join(root, 'docs/requests'), requests, { recursive: true })
  await mkdir(join(project, '.run'))
  await writeFile(join(project, '.run/authorization'), 'Authorization: Bearer a-token\n')
  const joins = await readFile(join(root, 'docs/joins.md'), 'utf8')
  const line = /```sh\n(.*private\.env\.json\))\n```/.exec(joins)?.[1]
  assert(line, 'docs/joins.md has no line that puts the token where the tools look for it')
  await run('sh', ['-c', line], { cwd: project })
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('')
    const { method, url: path, headers } = request
    const isJson = headers['content-type'] === 'application/json'
    received.push({ method, path, authorization: headers.authorization, body: isJson && JSON.parse(body) })
    response.end()
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const start = Object.fromEntries(services.map(({ name }) => [name, `${url}/${name}`]))
  await writeFile(join(requests, 'http-client.env.json'), JSON.stringify({ start }))
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: project })
})
afterAll(async () => {
  server?.close()
  await rm(project, { recursive: true, force: true })
})

test('httpyac sends every request of every service as it is meant, and with the token', async () => {
  const httpyac = join(project, 'node_modules/httpyac/bin/httpyac.js')
  for (const { name } of services)
    await run(process.execPath, [httpyac, 'send', `docs/requests/${name}.http`, '--all', '--env', 'start'], {
      cwd: project,
    })

  const documents = await openApiDocuments(services, '0')
  const meant = services.flatMap(facts => {
    const document = documents.get(facts.name)
    const requests = document === undefined ? [] : requestsOf(document, facts)
    return requests.map(({ method, path, needsToken, body = false }) => ({
      method,
      path: `/${facts.name}${path.replace('{{orderId}}', '01')}`,
      authorization: needsToken ? 'Bearer a-token' : undefined,
      body,
    }))
  })
  expect(received).toEqual(meant)
})
