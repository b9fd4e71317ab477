import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Collector, startCollector } from '@orderflow/test-servers/collector'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
let collector: Collector
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'traced-'))
  collector = await startCollector()
})
afterAll(async () => {
  await collector.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Runs the fixture as services are run; with what it says, and what it has loaded of OpenTelemetry beside the API. */
async function run(env: Record<string, string>) {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const args = ['loaded.fixture.mjs', 'register.ts'].flatMap(name => ['--import', path(name)])
  const LOADED = join(folder, 'loaded')
  const { stdout } = await promisify(execFile)(process.execPath, [...args, path('traced.fixture.ts')], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, LOADED, ...env },
  })
  const { traced } = JSON.parse(stdout) as { traced: boolean }
  const loaded = (await readFile(LOADED, 'utf8')).split('\n')
  return { traced, sdk: loaded.filter(url => /@opentelemetry\/(?!api\/)/.test(url)) }
}

test.each([
  ['no endpoint', {}],
  ['an empty one, as a compose file gives it', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
  ['an SDK that is switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x', OTEL_SDK_DISABLED: 'true' }],
])('%s: no tracer, and nothing of the SDK is loaded', async (_, env) => {
  expect(await run(env)).toMatchObject({ traced: false, sdk: [] })
})

test('with an endpoint: spans are sent when the process stops, under the name of its package', async () => {
  const { traced, sdk } = await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '3600000',
  })
  expect(traced).toBe(true)
  expect(sdk.length).toBeGreaterThan(0)
  expect(collector.spans).toMatchObject([
    {
      name: 'only',
      resource: {
        'service.name': 'service-kit',
        'service.version': '0.1.0',
        'service.namespace': 'orderflow',
        'service.instance.id': expect.any(String),
      },
    },
  ])
})

test("OpenTelemetry's own variables have the last word", async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'mine' }
  await run({ ...env, OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=shop,deployment.environment.name=test' })
  expect(collector.spans.at(-1)?.resource).toMatchObject({
    'service.name': 'mine',
    'service.namespace': 'shop',
    'deployment.environment.name': 'test',
  })
  const before = collector.spans.length
  await run({ ...env, OTEL_TRACES_SAMPLER: 'always_off' })
  expect(collector.spans).toHaveLength(before)
})

test('a collector that is away fails nothing', async () => {
  const away = await startCollector()
  await away.stop()
  expect(
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: away.url, OTEL_EXPORTER_OTLP_TIMEOUT: '500' }),
  ).toMatchObject({
    traced: true,
  })
})
