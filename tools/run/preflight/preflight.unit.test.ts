import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writePidFile } from '@orderflow/embedded'
import type { Environment } from '@orderflow/service-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { portsSchema, wantedPorts } from '../start/config.ts'
import { preflight } from './index.ts'

let folder: string
const busy = createServer()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preflight-'))
  await once(busy.listen(0, '127.0.0.1'), 'listening')
})
afterAll(async () => {
  busy.close()
  await rm(folder, { recursive: true })
})

const freePorts = Object.fromEntries(Object.keys(portsSchema.properties).map(name => [name, '0']))

async function start(env: Environment, gateway = false) {
  const said: string[] = []
  const ports = { schema: portsSchema, wanted: wantedPorts }
  const refusal = await preflight({
    command: 'npm start',
    env: { ...freePorts, ...env },
    dataDir: folder,
    gateway,
    ports,
    log: line => void said.push(line),
  }).then(
    () => '',
    (error: Error) => error.message,
  )
  return { said, refusal }
}

describe('a start is refused in a sentence', () => {
  const busyPort = () => String((busy.address() as AddressInfo).port)
  const faults: [string, () => Environment, RegExp][] = [
    [
      'for a busy port',
      () => ({ CONTROL_PORT: busyPort() }),
      /^ {2}Port \d+ on 127.0.0.1 is in use: .+ CONTROL_PORT\.$/m,
    ],
    ['for a busy port of Kafka', () => ({ KAFKA_PORT: busyPort() }), /in use: .+ KAFKA_PORT\.$/m],
    [
      'for a port of two',
      () => ({ ORDER_PORT: '23456', POSTGRES_PORT: '23456' }),
      /^ {2}ORDER_PORT and POSTGRES_PORT are both 23456: /m,
    ],
    [
      'for a port beyond 65535',
      () => ({ ORDER_PORT: '65536' }),
      /^ {2}ORDER_PORT is "65536" but must be <= 65535 /m,
    ],
    [
      'for a port that is none',
      () => ({ KAFKA_PORT: 'any' }),
      /^ {2}KAFKA_PORT is "any" but must be integer /m,
    ],
    [
      'for a port that no browser calls',
      () => ({ REPORTING_PORT: '6000' }),
      /^ {2}Port 6000 .+ REPORTING_PORT\.$/m,
    ],
    [
      'for an address of another machine',
      () => ({ HOST: '192.0.2.1' }),
      /^ {2}HOST is "192.0.2.1", which is no address/m,
    ],
    [
      'for a setting of every service, once',
      () => ({ BATCH_MAX: '0' }),
      /^Nothing was started:\n {2}BATCH_MAX is "0" but must be >= 1 .+\.$/,
    ],
    ['for a setting of one service', () => ({ GATEWAY_RETRIES: '11' }), /GATEWAY_RETRIES is "11" but/],
  ]
  test.each(faults)('%s', async (_, env, sentence) => {
    expect((await start(env())).refusal).toMatch(sentence)
  })

  test('for each fault at once', async () => {
    const { refusal } = await start({
      BATCH_MAX: '0',
      HOST: '192.0.2.1',
      ORDER_PORT: 'x',
      KAFKA_PORT: busyPort(),
    })
    expect(refusal.split('\n')).toHaveLength(5)
  })

  test('for a setting of the gateway only where there is one', async () => {
    const env = { GATEWAY_JITTER_MS: '-1' }
    expect(await start(env, true)).toMatchObject({
      said: [],
      refusal: expect.stringContaining('JITTER_MS is "-1"'),
    })
    expect(await start(env)).toEqual({
      said: [expect.stringMatching(/^GATEWAY_JITTER_MS has no effect here: .+ --gateway starts\.$/)],
      refusal: '',
    })
  })

  test('where the system runs already, which has the ports too', async () => {
    const pidFile = join(folder, 'system.pid')
    writePidFile(pidFile, process.pid)
    const { refusal } = await start({ ORDER_PORT: busyPort() })
    await rm(pidFile)
    expect(refusal.split('\n')).toEqual([
      'Nothing was started:',
      expect.stringMatching(/already runs .+: stop it first\.$/),
    ])
  })
})

test('a setting without an effect is told, and is no fault however wrong it is', async () => {
  const { said, refusal } = await start({
    DATABASE_URL: 'x',
    KAFKA_BROKERS: 'x',
    PORT: 'x',
    SERVICE_URLS: 'x',
    CONTROL_TOKEN_FILE: 'x',
  })
  expect(said.map(line => line.split(' ', 1)[0])).toEqual([
    'DATABASE_URL',
    'KAFKA_BROKERS',
    'SERVICE_URLS',
    'CONTROL_TOKEN_FILE',
    'PORT',
  ])
  expect(refusal).toBe('')
})

test.each(['start/main.ts', 'demo.ts'])('tools/run/%s starts nothing', async script => {
  const file = join(folder, 'no-folder')
  await writeFile(file, '')
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL(`../${script}`, import.meta.url))],
    {
      env: {
        PATH,
        NODE_COMPILE_CACHE,
        ORDERFLOW_RUN_DIR: file,
        BATCH_MAX: '0',
        DATABASE_URL: 'postgres://db/x',
      },
      encoding: 'utf8',
    },
  )
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toContain('BATCH_MAX is "0"')
  expect(stderr).toMatch(/^DATABASE_URL has no effect here: /m)
  expect(stderr).not.toMatch(/Starting|Setting up|\n\s+at /)
})
