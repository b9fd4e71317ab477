import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkContracts } from './check-contracts.ts'
import { reportLines } from './report.ts'
import { createdFile, createRepository, goldenFile, placesIn, type Repository } from './repository.fixture.ts'

let repository: Repository
beforeEach(() => {
  repository = createRepository()
})
afterEach(() => repository.delete())

const compare = (base?: string, portable = false) =>
  checkContracts(placesIn(repository.root), { ...(base !== undefined && { base }), portable })
const check = async (base?: string) => (await compare(base)).report
const changes = async (base?: string) => (await check(base)).refusals.map(({ change }) => change)
const addRequired = () =>
  repository.edit(createdFile, ({ properties, required }) => {
    properties.note = { type: 'string' }
    required.push('note')
  })
const addOptional = (name: string, type = 'string') =>
  repository.edit(createdFile, ({ properties }) => {
    properties[name] = { type }
  })

describe('compared with a revision', () => {
  it('lets optional properties and new files through', async () => {
    addOptional('note')
    repository.write('schemas/order/archived.v1.json', { title: 'OrderArchived', type: 'object' })
    repository.write(goldenFile, { orderId: 'order-1' })
    expect(await check('HEAD')).toEqual({
      base: repository.git('rev-parse', 'HEAD'),
      compared: 3,
      added: 1,
      compatible: true,
      refusals: [],
    })
  })

  it('refuses with the file, a line for each', async () => {
    addRequired()
    repository.edit('schemas/order/completed.v1.json', ({ properties }) => {
      properties.orderId = { ...(properties.orderId as object), maxLength: 50 }
    })
    const { report, says } = await compare('HEAD')
    expect(report).toMatchObject({ compared: 3, added: 0, compatible: false })
    const base = repository.git('rev-parse', 'HEAD').slice(0, 7)
    expect(reportLines(report, says)).toEqual([
      'schemas/order/completed.v1.json#/properties/orderId/maxLength: maxLength tightened: 100 → 50; breaks old events; instead leave it as it was, or publish the next version as a file beside this one',
      'schemas/order/created.v1.json#/properties/note: new property that is required; breaks old events; instead make it optional, or publish the next version as a file beside this one',
      `Refused 2 changes: 3 schemas compared with ${base}, as asked for by HEAD; 0 new`,
    ])
  })

  it('refuses what validators of other languages read differently, and says what to write', async () => {
    repository.edit(createdFile, ({ properties }) => {
      properties.price = { type: 'integer', minimum: 0, maximum: 100, multipleOf: 5 }
    })
    const { report, says } = await compare('HEAD', true)
    expect(report).toMatchObject({ compatible: false, refusals: [] })
    expect(reportLines(report, says)).toEqual([
      `${createdFile}#/properties/price/multipleOf: 19.99 is no multiple of 0.01 where numbers are doubles; instead count in whole minor units`,
      expect.stringMatching(/^Refused 1 construct that validators read differently: 3 schemas compared/),
    ])
  })

  it('refuses a deleted schema', async () => {
    repository.remove(createdFile)
    expect((await check('HEAD')).refusals).toMatchObject([{ file: createdFile, pointer: '', breaks: 'both' }])
  })

  it('refuses golden events that changed by a byte or are gone, and takes new ones', async () => {
    repository.write(goldenFile, '{"orderId":"order-1"}')
    repository.write(`${goldenFile}.md`, 'no event')
    repository.commit('golden')
    repository.write(goldenFile.replace('.json', '.note.json'), '{}')
    expect(await changes('HEAD')).toEqual([])
    repository.write(goldenFile, '{"orderId":"order-1"}\n')
    repository.remove(`${goldenFile}.md`)
    expect(await changes('HEAD')).toEqual([
      'golden event changed, though events like it are still on their topic',
    ])
    repository.remove(goldenFile)
    expect(await changes('HEAD')).toEqual([
      'golden event deleted, though events like it are still on their topic',
    ])
  })

  it('sees what is committed and what is not', async () => {
    addRequired()
    repository.commit('required')
    expect(await changes('HEAD~1')).toEqual(['new property that is required'])
    expect(await changes('HEAD')).toEqual([])
  })

  it('works in a folder of a repository', async () => {
    repository.git('mv', 'schemas', 'project-schemas')
    repository.write('project/schemas/a/b.v1.json', { title: 'B', type: 'object' })
    repository.commit('project')
    const { report } = await checkContracts(placesIn(`${repository.root}/project`), { base: 'HEAD' })
    expect(report).toMatchObject({ compared: 1, compatible: true })
  })

  it('follows what schemas refer to, in a file that is no event', async () => {
    repository.edit(createdFile, ({ properties }) => (properties.note = { $ref: '../text.json' }))
    repository.write('schemas/text.json', { type: 'string' })
    repository.commit('note')
    repository.write('schemas/text.json', { type: 'string', maxLength: 9 })
    expect((await check('HEAD')).refusals).toMatchObject([
      { file: 'schemas/text.json', pointer: '/maxLength', breaks: 'old events' },
    ])
  })

  it('compares with a folder too', async () => {
    const published = createRepository()
    addRequired()
    const against = (folder: string) => checkContracts(placesIn(repository.root), { against: folder })
    expect(await against(published.root)).toMatchObject({
      says: published.root,
      report: { base: published.root, compared: 3, refusals: [{ pointer: '/properties/note' }] },
    })
    published.delete()
    await expect(against(published.root)).rejects.toMatchObject({ code: 'SCHEMAS_NONE' })
  })

  it('says which schema is not JSON, now or then', async () => {
    repository.write(createdFile, '{"title": ')
    await expect(check('HEAD')).rejects.toMatchObject({
      code: 'SCHEMA_NOT_JSON',
      message: expect.stringContaining(`${createdFile} in the working tree is not JSON: `),
    })
    const commit = repository.commit('broken')
    repository.write(createdFile, '{}')
    await expect(check('HEAD')).rejects.toMatchObject({
      code: 'SCHEMA_NOT_JSON',
      message: expect.stringContaining(`${createdFile} at ${commit.slice(0, 7)} is not JSON: `),
    })
  })
})

describe('compared with everything since publication', () => {
  const publish = () => {
    repository.write(goldenFile, '{"orderId":"order-1"}')
    return repository.commit('golden')
  }

  it('lets a schema change until its first golden event', async () => {
    addRequired()
    repository.commit('still a draft')
    expect(await check()).toMatchObject({ base: 'publication', compared: 0, added: 3, compatible: true })
    publish()
    expect(await check()).toMatchObject({ compared: 1, added: 2, compatible: true })
  })

  it('remembers every state since then', async () => {
    publish()
    addOptional('note')
    repository.commit('note')
    repository.edit(createdFile, ({ properties }) => delete properties.note)
    repository.commit('taken back')
    expect(await changes()).toEqual(['optional property removed: {"type":"string"} → absent'])
    addOptional('note', 'integer')
    expect(await changes()).toEqual(['type changed: "string" → "integer"'])
    addOptional('note')
    expect(await changes()).toEqual([])
  })

  it('remembers what published schemas referred to', async () => {
    repository.edit(createdFile, ({ properties }) => (properties.note = { $ref: '../text.json' }))
    repository.write('schemas/text.json', { type: 'string', maxLength: 5 })
    publish()
    repository.write('schemas/text.json', { type: 'string' })
    repository.commit('looser')
    expect(await changes()).toEqual(['maxLength loosened: 5 → absent'])
  })

  it('says the same thing once', async () => {
    publish()
    addOptional('note')
    repository.commit('note')
    repository.edit(createdFile, ({ required }) => required.push('customerEmail'))
    expect(await changes()).toEqual(['required gains "customerEmail"'])
  })

  it('counts the schema that came with its golden event', async () => {
    addOptional('note')
    publish()
    repository.edit(createdFile, ({ properties }) => delete properties.note)
    expect(await changes()).toHaveLength(1)
  })

  it('remembers golden events and schemas that are gone', async () => {
    publish()
    repository.remove(goldenFile)
    repository.remove(createdFile)
    repository.commit('gone')
    expect(await changes()).toEqual([
      'schema deleted, while its events are still on their topic and read',
      'golden event deleted, though events like it are still on their topic',
    ])
  })

  it('takes a merged branch as it was merged', async () => {
    publish()
    repository.git('switch', '--quiet', '--create', 'feature')
    addOptional('note', 'integer')
    repository.commit('a first try')
    addOptional('note')
    repository.commit('a second one')
    repository.git('switch', '--quiet', 'main')
    repository.git('merge', '--quiet', '--no-ff', '--no-edit', 'feature')
    expect(await changes()).toEqual([])
    addOptional('note', 'integer')
    expect(await changes()).toEqual(['type changed: "string" → "integer"'])
  })
})
