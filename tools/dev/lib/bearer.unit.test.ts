import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it, vi } from 'vitest'
import { bearer, fetchAs } from './bearer.ts'

let close = () => {}
afterEach(() => {
  close()
  vi.useRealTimers()
})

/** An issuer on loopback whose tokens are good for a minute; it answers with the status, if that is told. */
async function issuer(statuses: readonly number[] = []) {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    if (request.url === '/echo') return void response.end(request.headers.authorization)
    asked.push(`${request.headers.authorization} ${await text(request)}`)
    const status = statuses[asked.length - 1] ?? 200
    response.writeHead(status).end(JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 60 }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, clientId: 'developer', clientSecret: 's e:cret', asked }
}

it('fetches one token however many ask for it, and another one at half of its life', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const at = await issuer()
  const authorization = bearer(at)
  expect(await Promise.all([authorization(), authorization()])).toEqual(['Bearer token-1', 'Bearer token-1'])
  vi.advanceTimersByTime(29_000)
  expect(await authorization()).toBe('Bearer token-1')
  vi.advanceTimersByTime(1_000)
  expect(await authorization()).toBe('Bearer token-2')
  const basic = `Basic ${Buffer.from('developer:s%20e%3Acret').toString('base64')}`
  expect(at.asked).toEqual(Array(2).fill(`${basic} grant_type=client_credentials`))
})

it('says whom it is for, and what it may do', async () => {
  const at = await issuer()
  await bearer(at, { subject: 'c-1', scope: 'orders' })()
  expect(at.asked[0]).toMatch(/ grant_type=client_credentials&sub=c-1&scope=orders$/)
})

it('says why there is no token, and asks again the next time', async () => {
  const at = await issuer([401])
  const authorization = bearer(at)
  await expect(authorization()).rejects.toMatchObject({ code: 'TOKEN_REFUSED' })
  expect(await authorization()).toBe('Bearer token-2')
})

it('is sent with every request, if there is one', async () => {
  const at = await issuer()
  expect(await (await fetchAs(bearer(at))(`${at.url}/echo`, { headers: { a: 'b' } })).text()).toBe(
    'Bearer token-1',
  )
  expect(fetchAs(undefined)).toBe(fetch)
})
