import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createdFile, createRepository, type Repository } from '../check/repository.fixture.ts'
import { type Folder, folderWith } from '../generate/folder.fixture.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

function run(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: 'utf8' })
  return { status, stdout, stderr }
}

let hotel: Folder
let repository: Repository

/** A hotel in plain JavaScript, and a repository with history. */
beforeAll(async () => {
  const schema = {
    title: 'BookingRequested',
    type: 'object',
    required: ['id', 'night'],
    properties: { id: { type: 'string' }, night: { type: 'string', format: 'date' } },
    examples: [{ id: '1', night: '2026-12-24' }],
  }
  hotel = await folderWith({
    'schemas/room-service/booked.v1.json': schema,
    'events.js': `import { defineEvents } from '@orderflow/event-contracts'
      import { versions } from './src/generated/versions.js'
      export const events = defineEvents('hotel', {
        BookingRequested: { ...versions['room-service.booked.v1'], key: 'id' },
      })`,
    'none.js': 'export const events = 7',
  })
  repository = createRepository()
})
afterAll(async () => {
  repository.delete()
  await hotel[Symbol.asyncDispose]()
})

test('in an empty repository: generate, record, describe', () => {
  const generated = run(hotel.root, 'generate', '--format', 'js')
  expect(generated).toMatchObject({ status: 0, stderr: '' })
  expect(generated.stdout.split('\n')).toContain('wrote src/generated/versions.js')
  expect(run(hotel.root, 'generate', '--format', 'js', '--check')).toEqual({
    status: 0,
    stdout: 'the generated files are up to date\n',
    stderr: '',
  })
  const events = ['--events', 'events.js']
  expect(run(hotel.root, 'golden', ...events, '--check')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'golden/room-service.booked.v1.json is missing: record it\n',
  })
  expect(run(hotel.root, 'golden', ...events)).toEqual({
    status: 0,
    stdout: 'recorded golden/room-service.booked.v1.json\nthe golden events of 1 versions are understood\n',
    stderr: '',
  })
  const golden = JSON.parse(readFileSync(join(hotel.root, 'golden/room-service.booked.v1.json'), 'utf8'))
  expect(golden).toMatchObject({ key: '1', headers: { ce_source: 'urn:hotel', ce_type: 'BookingRequested' } })
  expect(run(hotel.root, 'asyncapi', ...events, '--output', 'api.json', '--check').status).toBe(1)
  expect(run(hotel.root, 'asyncapi', ...events, '--output', 'api.json').stdout).toBe('wrote api.json\n')
  expect(run(hotel.root, 'asyncapi', ...events, '--output', 'api.json', '--check').status).toBe(0)
  expect(JSON.parse(run(hotel.root, 'asyncapi', ...events).stdout)).toMatchObject({
    channels: { 'room-service.booked.v1': { address: 'room-service.booked.v1' } },
  })
}, 120_000)

test('check ends with 0 or 1, and one JSON object on stdout if asked', () => {
  const base = repository.git('rev-parse', 'HEAD').slice(0, 7)
  expect(run(repository.root, 'check', '--base', 'HEAD')).toEqual({
    status: 0,
    stdout: `Compatible: 3 schemas compared with ${base}, as asked for by HEAD; 0 new\n`,
    stderr: '',
  })
  repository.edit(createdFile, ({ required }) => required.push('note'))
  const { status, stdout, stderr } = run(repository.root, 'check', '--base', 'HEAD', '--json')
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    compatible: false,
    refusals: [{ file: createdFile, pointer: '/required', change: 'required gains "note"' }],
  })
  expect(stderr.split('\n')).toHaveLength(3)
})

test.each([
  [['check', '--base', 'nowhere'], 1, "REVISION_UNKNOWN: git knows no revision 'nowhere' here"],
  [
    ['check', '--base', 'a', '--against', 'b'],
    2,
    '--base and --against are two things to compare with: name one',
  ],
  [['check', '--schemas', '../up'], 2, "'../up' is to be a folder below this one"],
  [['generate', '--schemas', 'none'], 1, 'SCHEMAS_NONE: none is no folder that can be read: ENOENT'],
  [['generate', '--output', 'schemas/order/created.v1.json'], 1, 'EEXIST: file already exists'],
  [['generate', '--format', 'py'], 2, "--format takes ts or js, not 'py'"],
  [['generate', '--out', 'x'], 2, "Unknown option '--out': see event-contracts generate --help"],
  [['generate', 'schemas'], 2, "Unexpected argument 'schemas'"],
  [['golden', '--events', 'none.js'], 1, 'EVENTS_UNREADABLE: none.js cannot be imported: Cannot find module'],
  [['mend'], 2, "There is no command 'mend': see event-contracts --help"],
])('%j is answered in a sentence', (args, status, said) => {
  const { stdout, ...ended } = run(repository.root, ...args)
  expect(ended).toEqual({ status, stderr: expect.stringContaining(said) })
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1)
})

test('a module without events is answered in a sentence', () => {
  expect(run(hotel.root, 'golden', '--events', 'none.js').stderr).toBe(
    'EVENTS_NOT_EXPORTED: none.js exports no events: export what defineEvents returned\n',
  )
})

test('help names every command, and every option of one', () => {
  expect(run('.', '--help').stdout.match(/^ {2}\w+/gm)).toEqual([
    '  generate',
    '  check',
    '  golden',
    '  asyncapi',
  ])
  expect(run('.', 'generate', '--help').stdout).toMatch(/--schemas FOLDER {2}of the schemas.*\(schemas\)/)
})
