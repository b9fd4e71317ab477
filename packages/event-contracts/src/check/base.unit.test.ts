import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseBase } from './base.ts'
import { createdFile, createRepository, placesIn, type Repository } from './repository.fixture.ts'

let repository: Repository
let first: string

beforeEach(() => {
  repository = createRepository()
  first = repository.git('rev-parse', 'HEAD')
})
afterEach(() => repository.delete())

const base = (asked?: string) => chooseBase(placesIn(repository.root), asked)
const short = (commit: string) => commit.slice(0, 7)
const touch = () => repository.edit(createdFile, ({ properties }) => (properties.note = { type: 'string' }))

describe('a branch', () => {
  it('is compared with where it left main', async () => {
    repository.git('switch', '--quiet', '--create', 'feature')
    repository.commit('work')
    repository.git('switch', '--quiet', 'main')
    repository.commit('main goes on')
    repository.git('switch', '--quiet', 'feature')
    expect(await base()).toEqual({ commit: first, says: `${short(first)}, where this branch left main` })
  })

  it('takes origin/main for main, so what is not yet pushed counts as a branch', async () => {
    repository.git('update-ref', 'refs/remotes/origin/main', first)
    repository.git('update-ref', 'refs/remotes/origin/master', repository.commit('not pushed'))
    expect(await base()).toEqual({
      commit: first,
      says: `${short(first)}, where this branch left origin/main`,
    })
  })

  it('comes before a release', async () => {
    repository.commit('released')
    repository.git('tag', 'v1.0.0')
    repository.git('update-ref', 'refs/remotes/origin/main', first)
    repository.commit('not pushed')
    expect(await base()).toMatchObject({ commit: first })
  })

  it('is its own history when it has nothing in common with main', async () => {
    repository.git('switch', '--quiet', '--orphan', 'other')
    repository.commit('another beginning')
    expect((await base()).commit).toBeUndefined()
  })
})

describe('main', () => {
  it('is compared with the last release', async () => {
    repository.git('tag', 'v1.0.0')
    const second = repository.commit('second')
    repository.git('tag', '--annotate', '--message', 'second', 'v1.1.0')
    repository.git('tag', 'valid', repository.commit('third'))
    expect(await base()).toEqual({ commit: second, says: 'the release v1.1.0' })
  })

  it('is compared with the release before, on a release itself', async () => {
    repository.git('tag', 'v1.0.0')
    repository.commit('second')
    repository.git('tag', 'v1.1.0')
    expect(await base()).toEqual({ commit: first, says: 'the release v1.0.0' })
  })

  it('is compared with the release that it is, when its schemas changed since', async () => {
    repository.git('tag', 'v1.0.0')
    const second = repository.commit('second')
    repository.git('tag', 'v1.1.0')
    touch()
    expect(await base()).toEqual({ commit: second, says: 'the release v1.1.0' })
  })

  it('is compared with itself on the first release', async () => {
    repository.git('tag', 'v1.0.0')
    expect(await base()).toEqual({ commit: first, says: 'the release v1.0.0' })
  })

  it('is compared with everything published as long as there is no release', async () => {
    repository.commit('second')
    expect(await base()).toEqual({
      says: 'every state since their publication, as there is no release yet',
    })
  })
})

describe('a revision that is asked for', () => {
  it('comes first', async () => {
    repository.git('tag', 'v1.0.0', repository.commit('second'))
    expect(await base('HEAD~1')).toEqual({ commit: first, says: `${short(first)}, as asked for by HEAD~1` })
  })

  it.each(['nowhere', '--all', 'HEAD:schemas'])('must be one: %s', async revision => {
    await expect(base(revision)).rejects.toMatchObject({
      code: 'REVISION_UNKNOWN',
      message: `git knows no revision '${revision}' here: name a commit, a tag or a branch, or git fetch it first.`,
    })
  })
})

describe('where there is no history', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'contracts-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('says so outside of a repository', async () => {
    await expect(chooseBase(placesIn(folder))).rejects.toMatchObject({
      code: 'NOT_A_REPOSITORY',
      message: expect.stringContaining('not a git repository'),
    })
  })

  it('says so before the first commit', async () => {
    repository.git('init', '--quiet', folder)
    await expect(chooseBase(placesIn(folder))).rejects.toMatchObject({ code: 'NO_COMMIT' })
  })

  it('asks for it in a shallow clone, unless a revision is named', async () => {
    repository.commit('second')
    repository.git('clone', '--quiet', '--depth=1', `file://${repository.root}`, folder)
    await expect(chooseBase(placesIn(folder))).rejects.toMatchObject({
      code: 'HISTORY_MISSING',
      message: expect.stringContaining('git fetch --unshallow'),
    })
    expect(await chooseBase(placesIn(folder), 'HEAD')).toMatchObject({
      commit: repository.git('rev-parse', 'HEAD'),
    })
  })
})
