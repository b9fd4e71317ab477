import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { openFront } from './front.ts'

async function replica(name: string) {
  const server = createServer(async (request, response) => {
    response.writeHead(202, { 'x-replica': name })
    response.end(
      `${request.method} ${request.url} ${request.headers['idempotency-key']} ${await text(request)}`,
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

it('passes each request to the next replica and its answer back, and says 503 for one that is away', async () => {
  const [first, second] = await Promise.all([replica('first'), replica('second')])
  const front = await openFront(first.address)
  const place = async () => {
    const headers = { 'idempotency-key': 'key-1' }
    const answer = await fetch(`${front.url}/orders?a=1`, { method: 'POST', headers, body: 'body' })
    return { by: answer.headers.get('x-replica'), status: answer.status, said: await answer.text() }
  }
  try {
    expect(await place()).toEqual({ by: 'first', status: 202, said: 'POST /orders?a=1 key-1 body' })
    front.leadTo([first.address, second.address])
    expect(new Set([(await place()).by, (await place()).by])).toEqual(new Set(['first', 'second']))
    first.server.close()
    first.server.closeAllConnections()
    expect([(await place()).status, (await place()).status].sort()).toEqual([202, 503])
    front.leadTo([second.address])
    expect((await place()).by).toBe('second')
  } finally {
    await front.close()
    for (const { server } of [first, second]) {
      server.close()
      server.closeAllConnections()
    }
  }
})

it('goes on when whoever asked has gone before the answer', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const server = createServer(async ({ url }, response) => {
    if (url === '/slow') {
      asked.resolve()
      await released
    }
    response.writeHead(202).end(url)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const front = await openFront(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    const client = new AbortController()
    const slow = fetch(`${front.url}/slow`, { signal: client.signal }).catch(({ name }) => name)
    await asked.promise
    client.abort()
    expect(await slow).toBe('AbortError')
    for (const path of ['/one', '/two']) {
      expect(await (await fetch(`${front.url}${path}`)).text()).toBe(path)
      release()
    }
  } finally {
    await front.close()
    server.close()
    server.closeAllConnections()
  }
})
