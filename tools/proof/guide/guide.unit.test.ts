import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../dev/lib/system.ts'
import { newEvent } from '../../dev/new/event.ts'
import { guides } from './guides.ts'
import { applied, stepsOf } from './steps.ts'

const markdown = readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8')

/** What `node tools/run.mjs guide` does in minutes, as far as a moment shows it: the text fits the sources. */
describe('CONTRIBUTING.md', () => {
  test('begins each guide with npm run new, and ends it with the tests', () => {
    for (const heading of Object.values(guides)) {
      const commands = stepsOf(markdown, heading).flatMap(step => ('command' in step ? [step.command] : []))
      expect(commands[0], heading).toMatch(/^npm run new -- (event|service) \w+/)
      expect(commands, heading).toEqual(
        expect.arrayContaining(['npm run check -- --fix', 'npm test -- unit']),
      )
    }
  })

  // Where the guide was followed, they are changed already.
  test.skipIf(existsSync(join(projectRoot, 'schemas/gift/wrapped.v1.json')))(
    'changes lines that stand in the sources, or in what npm run new makes of them',
    () => {
      const { draft } = newEvent(projectRoot, {
        type: 'GiftWrapped',
        publisher: 'shipping',
        readers: ['reporting'],
      })
      const changes = stepsOf(markdown, guides.event).flatMap(step => ('change' in step ? [step.change] : []))
      expect(changes.length).toBeGreaterThan(4)
      for (const change of changes) draft.edit(change.path, '', text => applied(text, change))
      expect(draft.undone).toEqual([])
    },
  )
})

describe('a guide', () => {
  const page = [
    '## One',
    '   ```diff',
    '   --- a.ts',
    '    a',
    '   -b',
    '   +c',
    '   ```',
    '   ```sh',
    '   npm run a',
    '   ```',
    '## Two',
    '```sh',
    'npm run b',
    '```',
  ].join('\n')

  test('has commands and changes, in their order', () => {
    expect(stepsOf(page, 'One')).toEqual([
      { change: { path: 'a.ts', before: 'a\nb', after: 'a\nc' } },
      { command: 'npm run a' },
    ])
    expect(() => stepsOf(page, 'Three')).toThrow('GUIDE_MISSING: there is no heading "Three"')
    expect(() => stepsOf(page.replace('--- a.ts', ' a'), 'One')).toThrow('GUIDE_UNCLEAR')
  })

  test('changes what stands there once', () => {
    const change = { path: 'a.ts', before: 'a\nb', after: 'a\nc' }
    expect(applied('a\nb\n', change)).toBe('a\nc\n')
    expect(() => applied('a\nd\n', change)).toThrow('GUIDE_OUTDATED: this does not stand in a.ts')
    expect(() => applied('a\nb\nx\na\nb\n', change)).toThrow('this stands more than once in a.ts')
  })
})
