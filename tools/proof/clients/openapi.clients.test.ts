import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bearer } from '../../dev/lib/bearer.ts'
import { services } from '../../dev/lib/services.ts'
import { openShop, type Shop } from '../e2e/shop.ts'

const run = promisify(execFile)
const sources = fileURLToPath(new URL('openapi', import.meta.url))

let shop: Shop
let project: string
const npx = (command: string, ...args: string[]) =>
  run(join(project, 'node_modules', '.bin', command), args, { cwd: project })

/** A project of its own, with a TypeScript that the generator takes, and types of what the running services say. */
beforeAll(async () => {
  project = join(await mkdtemp(join(tmpdir(), 'orderflow-openapi-')), 'client')
  await cp(sources, project, { recursive: true })
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund']
  const [opened] = await Promise.all([
    openShop({ env: { AUTHENTICATION: 'on' } }),
    run('npm', ['ci', ...flags], { cwd: project }),
  ])
  shop = opened
  await Promise.all(
    services.map(async ({ name }) => {
      const document = await (await fetch(`${shop.addresses[name]}/docs/json`)).text()
      await writeFile(join(project, `${name}.json`), document)
      await npx('openapi-typescript', `${name}.json`, '-o', `${name}.d.ts`, '--default-non-nullable=false')
    }),
  )
})
afterAll(async () => {
  await shop?.stop()
  await rm(join(project, '..'), { recursive: true, force: true })
})

test('a client generated from the documents compiles, and what they do not take does not', async () => {
  const compiled = await npx('tsc').catch(error => error)
  expect(compiled.stdout).toBe('')
})

test('it places, reads and cancels an order of the customer whose token it has', async () => {
  await shop.processes.shipping.stop() // else the order may complete first
  const token = (await bearer(shop.issuer, { subject: 'typed' })()).replace('Bearer ', '')
  const env = { ...process.env, ORDER_URL: shop.addresses.order, TOKEN: token }
  const { stdout } = await run(process.execPath, ['client.ts'], { cwd: project, env })
  expect(JSON.parse(stdout)).toEqual({
    status: 'PENDING',
    quantities: [2],
    cancelling: 'CANCEL_PENDING',
    unknown: 404,
    withoutToken: 401,
  })
})
