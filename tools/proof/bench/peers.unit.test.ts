import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parseFigures, peerNames } from './peers.ts'

const figures = {
  peer: 'dbos',
  version: '5.3.0',
  orders: 100,
  seconds: 0.5,
  ordersPerSecond: 200,
  cpuSeconds: 0.3,
  completed: 100,
}
const parse = (value: unknown) => parseFigures('dbos', 100, `${JSON.stringify(value)}\n`)

test('the last line that a peer writes holds its figures', () => {
  expect(parse(figures)).toEqual(figures)
  expect(parseFigures('dbos', 100, `a line of its library\n${JSON.stringify(figures)}\n`)).toEqual(figures)
})

test.each<[string, unknown]>([
  ['of another peer', { ...figures, peer: 'graphile-worker' }],
  ['of another number of orders', { ...figures, orders: 99 }],
  ['with an order that is not COMPLETED', { ...figures, completed: 99 }],
  ['with an order too many', { ...figures, completed: 101 }],
  ['that took no time', { ...figures, seconds: 0 }],
  ['without a rate', { ...figures, ordersPerSecond: null }],
  ['without its CPU time', { ...figures, cpuSeconds: undefined }],
  ['without a version', { ...figures, version: undefined }],
  ['that are nothing', null],
])('there is no figure %s', (_, value) => {
  expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'PEER_FAILED' }))
})

test('there is no figure without JSON, and the error says what was there', () => {
  expect(() => parseFigures('dbos', 100, 'all done\n')).toThrow("ended with 'all done'")
  expect(() => parseFigures('dbos', 100, '')).toThrow(expect.objectContaining({ code: 'PEER_FAILED' }))
})

test('each peer is a program in peers/', () => {
  for (const name of peerNames) {
    expect(existsSync(new URL(`./peers/${name}.ts`, import.meta.url)), name).toBe(true)
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
