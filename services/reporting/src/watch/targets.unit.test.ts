import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { evaluate } from './promql/evaluate.ts'
import { type Selector, selectorsOf } from './promql/expression.ts'
import { parsePromql } from './promql/parse.ts'
import { createSeriesStore } from './series.ts'
import { createTargets } from './targets.ts'

let server: Server
let url: string
let answer: { status: number; text: string; hangs?: boolean }
beforeEach(async () => {
  server = createServer((_, response) => {
    if (answer.hangs !== true) response.writeHead(answer.status).end(answer.text)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const asked = ['up', 'lag{topic="a b"}'].map(parsePromql)

test('what is wanted of a service is kept; it is down when it refuses, tells too much, hangs or is away, and its series end', async () => {
  const store = createSeriesStore(asked.flatMap(selectorsOf) as Selector[])
  const targets = createTargets({ order: url }, store, 200)
  const seen = async (atMs: number) => {
    await targets.scrape(atMs)
    return asked.map(expression => evaluate(expression, store, atMs))
  }
  const own = { job: 'orderflow', service: 'order', instance: new URL(url).host }
  const up = (value: number) => [{ labels: own, value }]

  answer = { status: 200, text: '# HELP lag x\nlag{topic="a b",n="\\"1\\""} 7\nlag{topic="c"} 8\nother 9\n' }
  expect(await seen(1_000)).toEqual([up(1), [{ labels: { ...own, topic: 'a b', n: '"1"' }, value: 7 }]])
  expect(targets.textOf('order')).toBe(answer.text)
  answer = { status: 503, text: 'closing' }
  expect(await seen(2_000)).toEqual([up(0), []])
  expect(targets.textOf('order')).toBeUndefined()
  answer = { status: 200, text: 'lag{topic="a b"} 1e3\n' }
  expect(await seen(3_000)).toEqual([up(1), [{ labels: { ...own, topic: 'a b' }, value: 1_000 }]])
  answer = { status: 200, text: `lag{topic="a b"} 1\n${'#'.repeat(10_000_000)}` }
  expect(await seen(3_500)).toEqual([up(0), []])
  answer = { status: 200, text: '', hangs: true }
  expect(await seen(4_000)).toEqual([up(0), []])
  answer = { status: 200, text: 'nothing 1\n' }
  expect(await seen(5_000)).toEqual([up(1), []])
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  expect(await seen(6_000)).toEqual([up(0), []])
})
