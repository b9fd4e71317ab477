import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeEventCatalog } from '../../dev/eventcatalog/write.ts'

const run = promisify(execFile)

let linter: string
let catalogue: string
beforeAll(async () => {
  linter = await mkdtemp(join(tmpdir(), 'orderflow-linter-'))
  catalogue = await mkdtemp(join(tmpdir(), 'orderflow-eventcatalog-'))
  await cp(fileURLToPath(new URL('eventcatalog', import.meta.url)), linter, { recursive: true })
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: linter })
  await writeEventCatalog(catalogue)
})
afterAll(() => Promise.all([linter, catalogue].map(each => rm(each, { recursive: true, force: true }))))

/** What EventCatalog's linter says of the catalogue. */
async function lint(): Promise<string> {
  const program = join(linter, 'node_modules/@eventcatalog/linter/dist/cli/index.js')
  // Its end is not well if it finds something, and it says so on stdout all the same.
  const { stdout } = await run(process.execPath, [program, catalogue]).catch(error => error)
  return stdout
}

test("EventCatalog's linter finds nothing in the catalogue", async () => {
  expect(await lint()).toMatch(/No problems found/)
})

test('it finds a version that nobody publishes', async () => {
  const service = join(catalogue, 'domains/orderflow/services/order/index.mdx')
  const text = await readFile(service, 'utf8')
  await writeFile(service, text.replace('version: 3.0.0', 'version: 9.0.0'))
  expect(await lint()).toContain('refs/valid-version-range')
  await writeFile(service, text)
})
