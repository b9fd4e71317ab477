import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parseResult, peerNames, programs } from './peers.ts'

const result = {
  peer: 'dbos',
  version: '5.3.0',
  orders: 100,
  completed: 100,
  figures: { seconds: 0.5, ordersPerSecond: 200, 'cpu.system': 300 },
}
const parse = (value: unknown) => parseResult('dbos', `${JSON.stringify(value)}\n`)

test('the last line that a peer writes holds its figures', () => {
  expect(parse(result)).toEqual(result)
  expect(parseResult('dbos', `a line of its library\n${JSON.stringify(result)}\n`)).toEqual(result)
})

test.each<[string, unknown]>([
  ['of another peer', { ...result, peer: 'graphile-worker' }],
  ['of no orders', { ...result, orders: 0, completed: 0 }],
  ['with an order that is not COMPLETED', { ...result, completed: 99 }],
  ['with an order too many', { ...result, completed: 101 }],
  ['without a rate', { ...result, figures: { seconds: 0.5 } }],
  ['with a time that is none', { ...result, figures: { ...result.figures, p99At50Ms: null } }],
  ['without a version', { ...result, version: undefined }],
  ['that are nothing', null],
])('there is no figure %s', (_, value) => {
  expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'PEER_FAILED' }))
})

test('there is no figure without JSON, and the error says what was there', () => {
  expect(() => parseResult('dbos', 'all done\n')).toThrow("ended with 'all done'")
  expect(() => parseResult('dbos', '')).toThrow(expect.objectContaining({ code: 'PEER_FAILED' }))
})

test('each peer is a program in peers/', () => {
  for (const name of peerNames) {
    expect(existsSync(new URL(`./peers/${programs[name].script}.ts`, import.meta.url)), name).toBe(true)
  }
})

test('the peers are pinned, and their lock file names no host', async () => {
  const read = async (name: string) =>
    JSON.parse(await readFile(new URL(`./peers/${name}`, import.meta.url), 'utf8'))
  const { dependencies } = await read('package.json')
  const { packages } = await read('package-lock.json')
  for (const [name, version] of Object.entries(dependencies)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(packages[`node_modules/${name}`].version).toBe(version)
  }
  const resolved = Object.values<{ resolved?: string }>(packages).filter(
    entry => entry.resolved !== undefined,
  )
  expect(resolved).toEqual([])
})

test('what runs on the JVM has the broker for its Kafka, and a parent that pins the rest', async () => {
  const pom = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')
  const [peers, broker] = await Promise.all([
    pom('./peers/java/pom.xml'),
    pom('../../../packages/embedded/kafka/pom.xml'),
  ])
  const [, version] = /<kafka\.version>(.+?)</.exec(peers) ?? []

  expect(broker).toContain(`<version>${version}</version>`)
  // The parent's own, and the project's: no other has a version, and none a range.
  expect(peers.match(/<version>.+?</g)).toEqual(['<version>4.1.2<', '<version>1<'])
})
