import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { projectRoot } from '../lib/system.ts'
import { changelog, nextIn, releasesIn, rollable } from './changelog.ts'

const releases = releasesIn(changelog())
const git = (...args: string[]) =>
  execFileSync('git', args, {
    cwd: projectRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()

/** Whether all commits of the past are here: not so in what was packed, nor in a clone that has the last ones only. */
function hasHistory(): boolean {
  try {
    return git('rev-parse', '--is-shallow-repository') === 'false'
  } catch {
    return false
  }
}

it('begins with what is not released, names each release once, the newest first, and says what changed', () => {
  const [, first = '', ...sections] = changelog().split(/^## /m)
  expect(first).toMatch(/^\[Unreleased\]\n/)
  const kinds = /^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/m
  for (const section of sections) expect(section).toMatch(kinds)
  const numbers = releases.map(({ version }) => version.split('.').map(Number))
  expect(numbers.length).toBeGreaterThan(2)
  expect(numbers).toEqual(
    numbers.toSorted(([a = 0, b = 0, c = 0], [x = 0, y = 0, z = 0]) => x - a || y - b || z - c),
  )
  expect(new Set(releases.map(({ version }) => version)).size).toBe(releases.length)
})

it('is of the version that package.json has', () => {
  const { version } = JSON.parse(readFileSync(`${projectRoot}package.json`, 'utf8'))
  expect(releases[0]?.version).toBe(version)
})

it.runIf(hasHistory())(
  'names commits of this history, each on the way to the next, and none that is this build',
  () => {
    const all = ['HEAD', ...releases.map(({ commit }) => commit)]
    for (const [i, commit] of all.slice(1).entries()) {
      expect(() => git('merge-base', '--is-ancestor', commit, all[i] as string), commit).not.toThrow()
      expect(git('rev-parse', `${commit}^{commit}`)).not.toBe(git('rev-parse', 'HEAD'))
    }
  },
)

it('is refused where a heading is no release; what comes before a stop is not rolled', () => {
  expect(() => releasesIn('## [1.0.0]\n')).toThrow('CHANGELOG.md has "## [1.0.0]"')
  const text =
    '# C\n\n## [Unreleased]\n\nSet-up stays: z.\n\n## [0.2.0] - 2026-01-02, abcdef0\n\nNeeds a stop: x.\n\nNo way back: y.\n\n## [0.1.0] - 2026-01-01, 1234567\n'
  const [second, first] = releasesIn(text)
  expect(second).toEqual({
    version: '0.2.0',
    date: '2026-01-02',
    commit: 'abcdef0',
    needsStop: 'x.',
    noWayBack: 'y.',
    setUpStays: undefined,
  })
  expect(first).toEqual({
    version: '0.1.0',
    date: '2026-01-01',
    commit: '1234567',
    needsStop: undefined,
    noWayBack: undefined,
    setUpStays: undefined,
  })
  const next = { needsStop: undefined, noWayBack: undefined, setUpStays: 'z.' }
  expect(nextIn(text)).toEqual(next)
  expect(rollable([second!, first!], next).map(({ version }) => version)).toEqual(['0.2.0'])
})

it('what is not released may need a stop, and have no way back', () => {
  const next = nextIn(
    '## [Unreleased]\n\nNeeds a stop: x.\n\nNo way back: y.\n\n## [0.1.0] - 2026-01-01, 1234567\n',
  )
  expect(next).toEqual({ needsStop: 'x.', noWayBack: 'y.', setUpStays: undefined })
  expect(rollable(releases, next)).toEqual([])
})
