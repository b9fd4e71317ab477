import { execFile } from 'node:child_process'
import { writeSync } from 'node:fs'
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { packPackages } from '../../dev/pack/pack.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const hotelNeeds = ['messaging', 'embedded', 'event-contracts']
const packages = [...hotelNeeds, 'service-kit']
/** The oldest that `engines` promises. */
const oldestNode = '22.15.0'
/** Its runner gives modules less of `import.meta` than Node does. */
const oldVitest = 'vitest@3.2.7'
const hotel = join(root, 'examples/hotel')
const nodePackage = `node-${process.platform}-${process.arch}`

let project: string
let tarballs: string[]
let installedIn: number
let installedMb: number

/** The packages as they would be published, installed by npm into a project of which this repository knows nothing. */
beforeAll(async () => {
  // A name that is hard on paths.
  project = join(await mkdtemp(join(tmpdir(), 'orderflow-packed-')), 'a bänk #1, 100 %41')
  await cp(join(root, 'tools/proof/packed/project'), project, { recursive: true })
  tarballs = await packPackages(root, packages, join(project, 'packed'))
  const { catalog } = parse(await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  const pinned = (name: string) => `${name}@${catalog[name]}`
  const others = ['kafkajs', 'pg', 'pino', 'prom-client', 'uuidv7', 'typescript'].map(pinned)
  const node = [`${nodePackage}@${oldestNode}`, '@types/node@22']
  // Nor does a package need a script of its own: pnpm runs none unless told.
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts']
  const install = (...names: string[]) => run('npm', ['install', ...flags, ...names], { cwd: project })
  const since = performance.now()
  await install(
    ...tarballs.filter(file => hotelNeeds.some(name => file.includes(`-${name}-`))),
    pinned('typebox'),
  )
  installedIn = performance.now() - since
  installedMb = await megabytes(installed())
  await install(...tarballs, ...others, oldVitest, ...node)
  await mkdir(join(project, 'cache', 'orderflow'), { recursive: true })
  await symlink(join(root, '.cache', 'kafka'), join(project, 'cache', 'orderflow', 'kafka'))
})
afterAll(() => rm(join(project, '..'), { recursive: true, force: true }))

/** Kafka's jars are where an earlier start has put them. */
const runHere = (command: string, args: readonly string[]) =>
  run(command, args, {
    cwd: project,
    env: {
      ...process.env,
      VITEST: undefined,
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      XDG_CACHE_HOME: join(project, 'cache'),
    },
  })
const installed = (...path: string[]) => join(project, 'node_modules', ...path)

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

async function megabytes(folder: string): Promise<number> {
  const { stdout } = await run('du', ['-sk', folder])
  return Number.parseInt(stdout, 10) / 1024
}

test('what is packed has types and a licence, and neither tests nor versions that only this repository understands', async () => {
  for (const name of packages) {
    const files = await readdir(installed('@orderflow', name), { recursive: true })
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']),
    )
    expect(files.filter(file => /\.test\.|\.fixture\.|^dist\/testing\b/.test(file))).toEqual([])
    const manifest = await readFile(installed('@orderflow', name, 'package.json'), 'utf8')
    expect(manifest).not.toMatch(/catalog:|workspace:|\.\/src\//)
  }
})

test('every entry of a package can be imported on the oldest Node that is promised', async () => {
  const entries: string[] = []
  for (const name of packages) {
    const { exports } = JSON.parse(await readFile(installed('@orderflow', name, 'package.json'), 'utf8'))
    entries.push(...Object.keys(exports).map(entry => join('@orderflow', name, entry)))
  }
  const imports = entries.map(entry => `await import(${JSON.stringify(entry)})`).join('\n')
  const node = installed(nodePackage, 'bin', 'node')
  await run(node, ['--input-type=module', '--eval', imports], { cwd: project })
  expect(entries.length).toBeGreaterThan(10)
})

test('event-contracts records and compares, with schemas in several files', async () => {
  const contracts = (...args: string[]) =>
    run(installed(nodePackage, 'bin', 'node'), [installed('.bin', 'event-contracts'), ...args], {
      cwd: join(project, 'contracts'),
    })
  const { stdout } = await contracts('generate', '--format', 'js', '--output', 'generated')
  expect(stdout).toContain('wrote generated/versions.js')
  await contracts('generate', '--format', 'js', '--output', 'generated', '--check')
  await contracts('golden', '--events', 'events.js')
  await cp(join(project, 'contracts'), join(project, 'published'), { recursive: true })
  await contracts('check', '--against', '../published')
  const shared = join(project, 'contracts', 'schemas', 'common', 'account.json')
  await writeFile(shared, '{"type":"string","maxLength":5}')
  await expect(contracts('check', '--against', '../published')).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('schemas/common/account.json#/maxLength: maxLength tightened: 20 → 5'),
  })
  // Not TypeScript here, where what it imports is not generated.
  await rename(join(project, 'contracts', 'typed.txt'), join(project, 'contracts', 'typed.ts'))
  const typed = await run(installed('.bin', 'tsc'), ['-p', 'contracts'], { cwd: project }).catch(
    error => error,
  )
  expect(typed.stdout).toBe('')
})

test('a service in plain JavaScript runs on them, with real servers', async () => {
  const node = installed(nodePackage, 'bin', 'node')
  const { stdout } = await runHere(node, ['deposits.mjs'])
  expect(JSON.parse(stdout)).toEqual({
    accounts: [{ id: 'ada', balance: 30, version: 2 }],
    balances: 2,
    deadLetters: 1,
  })
})

test('the command of event-contracts writes what plain JavaScript imports, and says when it has drifted', async () => {
  const node = installed(nodePackage, 'bin', 'node')
  const command = (...args: string[]) =>
    runHere(node, [
      installed('.bin', 'event-contracts'),
      'generate',
      '--format',
      'js',
      '--output',
      'generated',
      ...args,
    ])
  const { stdout } = await command()
  expect(stdout).toContain('versions.js')
  const used = await runHere(node, ['generated-events.mjs'])
  expect(used.stdout).toBe('/n is missing\n')
  await command('--check')
  await appendFile(join(project, 'generated', 'quick.js'), ' ')
  await expect(command('--check')).rejects.toMatchObject({ code: 1 })
})

test('the hotel passes in JavaScript on the oldest Node, and in TypeScript on one that reads it', async () => {
  for (const name of ['hotel.test.js', 'hotel.test.ts']) await cp(join(hotel, name), join(project, name))
  const passed = async (node: string, file: string) => {
    const since = performance.now()
    const { stdout } = await runHere(node, ['--test', file])
    expect(stdout).toMatch(/pass 1$/m)
    expect(stdout).toMatch(/"service":"rooms".*"a message went to the dead letters"/)
    return seconds(performance.now() - since)
  }
  const [javaScript, typeScript] = [
    await passed(installed(nodePackage, 'bin', 'node'), 'hotel.test.js'),
    await passed(process.execPath, 'hotel.test.ts'),
  ]
  const figures = `the hotel: ${Math.round(installedMb)} MB installed in ${seconds(installedIn)}; its test takes ${javaScript} in JavaScript, ${typeScript} in TypeScript`
  // Past Vitest, which shows what failed tests say.
  writeSync(2, `${figures}\n`)
})

test('the shortest program with two services runs as it is written', async () => {
  const { stdout } = await runHere(installed(nodePackage, 'bin', 'node'), ['sketch.mjs'])
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('[{"id":"ada","room":101}]')
})

test('a service runs beside an outbox and a pool of the project, and leaves them as they are', async () => {
  const { stdout } = await runHere(installed(nodePackage, 'bin', 'node'), ['beside.mjs'])
  expect(JSON.parse(stdout)).toEqual({
    replies: ['listed', 'listed'],
    row: { id: 'a', listed: 1 },
    mine: [],
  })
})

test("a test of Node's own runner starts servers, and its process ends", async () => {
  const { stdout } = await runHere(installed(nodePackage, 'bin', 'node'), ['--test', 'tests/own.test.mjs'])
  expect(stdout).toMatch(/pass 1$/m)
})

test("a service under test, in Node's runner, says nothing", async () => {
  const node = installed(nodePackage, 'bin', 'node')
  const { stdout, stderr } = await runHere(node, ['--test', 'tests/service.test.mjs'])
  expect(stdout).toMatch(/pass 1$/m)
  expect(stderr).toBe('')
})

test("a whole run of Node's runner has one pair of servers, as embedded's README says", async () => {
  await cp(join(root, 'packages/embedded/example/test-servers.ts'), join(project, 'setup.mjs'))
  const flags = ['--test', '--test-global-setup=setup.mjs']
  const { stdout } = await runHere(process.execPath, [...flags, 'tests/shared.test.mjs'])
  expect(stdout).toMatch(/pass 1$/m)
})

test("the hotel's and the READMEs' programs compile under strict settings, the packages' types included", async () => {
  await cp(join(hotel, 'hotel.test.ts'), join(project, 'hotel.test.ts'))
  await cp(join(root, 'packages/messaging/example/accounts.ts'), join(project, 'accounts.ts'))
  await cp(join(root, 'packages/event-contracts/example/bookings.ts'), join(project, 'bookings.ts'))
  await cp(join(root, 'packages/service-kit/example/rooms.ts'), join(project, 'rooms.ts'))
  const { stdout } = await run(installed('.bin', 'tsc'), ['-p', '.'], { cwd: project }).catch(error => error)
  expect(stdout).toBe('')
})

test("the service kit's program answers over HTTP and publishes, under test with real servers", async () => {
  await cp(join(root, 'packages/service-kit/example/rooms.ts'), join(project, 'rooms.ts'))
  const node = installed(nodePackage, 'bin', 'node')
  const { stdout } = await runHere(node, ['--experimental-strip-types', 'http.mjs'])
  expect(JSON.parse(stdout)).toEqual({
    status: 200,
    body: { room: 101 },
    refused: 'urn:hotel:problem:request-invalid',
    event: { guest: 'ada', room: 101 },
    info: { title: 'Rooms of a hotel', version: '0.1.0' },
  })
})

test('npm itself does not pack them: it would leave versions that nobody else understands', async () => {
  const packing = run('npm', ['pack', '--dry-run'], { cwd: join(root, 'packages', 'embedded') })
  await expect(packing).rejects.toThrow('Pack with pnpm')
})

test('so has a run of Vitest, of an older one too', async () => {
  // Vite does not work in a folder with a #, and takes %41 for an A.
  const moved = join(project, '..', 'a bänk')
  await rename(project, moved)
  project = moved
  const node = installed(nodePackage, 'bin', 'node')
  const { stdout } = await runHere(node, [installed('vitest/vitest.mjs'), 'run'])
  expect(stdout).toMatch(/Tests {2}3 passed/)
})
