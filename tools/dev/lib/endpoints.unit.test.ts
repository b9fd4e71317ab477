import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endpointsFile, postgresUrl, readEndpoints, removeEndpoints, writeEndpoints } from './endpoints.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'endpoints-'))
  file = join(folder, 'run', 'endpoints.json')
})
afterEach(() => rm(folder, { recursive: true }))

const endpoints = {
  kafka: ['127.0.0.1:29092'],
  postgres: { host: '127.0.0.1', port: 25432, user: 'post/gres', password: 'p@ss:word' },
  services: { order: 'http://a', inventory: 'http://b', payment: 'http://c', shipping: 'http://d' },
  pids: { kafka: [1], postgres: 2, order: 3, inventory: 4, payment: 5, shipping: 6 },
}

describe('the endpoints file', () => {
  it('gives back what was written, to its owner only', async () => {
    await writeEndpoints(endpoints, file)
    expect(await readEndpoints(file)).toEqual(endpoints)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('is gone with the system, and may be gone already', async () => {
    await writeEndpoints(endpoints, file)
    await removeEndpoints(file)
    await removeEndpoints(file)
    await expect(readEndpoints(file)).rejects.toThrow('No system is running: start one with `npm start`.')
  })

  it.each(['{', 'null', '{}', '{"kafka":[],"postgres":{},"services":{}}'])(
    'says so if it is %s',
    async text => {
      await writeFile(join(folder, 'broken.json'), text)
      await expect(readEndpoints(join(folder, 'broken.json'))).rejects.toMatchObject({
        code: 'ENDPOINTS_UNREADABLE',
      })
    },
  )

  it('says so if it is a folder', async () => {
    await expect(readEndpoints(folder)).rejects.toMatchObject({ code: 'ENDPOINTS_UNREADABLE' })
  })

  it('lies in .run of the project, or where ORDERFLOW_RUN_DIR says', () => {
    vi.stubEnv('ORDERFLOW_RUN_DIR', '')
    expect(endpointsFile()).toMatch(/\/\.run\/endpoints\.json$/)
    vi.stubEnv('ORDERFLOW_RUN_DIR', folder)
    expect(endpointsFile()).toBe(join(folder, 'endpoints.json'))
    vi.unstubAllEnvs()
  })
})

it('postgresUrl keeps names and passwords whole', () => {
  const url = new URL(postgresUrl(endpoints, 'orders'))
  expect(decodeURIComponent(url.username)).toBe('post/gres')
  expect(decodeURIComponent(url.password)).toBe('p@ss:word')
  expect(url.pathname).toBe('/orders')
  expect(url.search).toBe('')
})

it('postgresUrl verifies a server whose authority is known', () => {
  const postgres = { ...endpoints.postgres, caFile: '/a folder/ca.pem' }
  const { searchParams } = new URL(postgresUrl({ postgres }, 'orders'))
  expect([...searchParams]).toEqual([
    ['sslmode', 'verify-full'],
    ['sslrootcert', '/a folder/ca.pem'],
  ])
})
