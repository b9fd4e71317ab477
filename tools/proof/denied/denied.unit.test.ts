import { expect, it } from 'vitest'
import { type Attempt, isSound, verdictOn } from './attempt.ts'
import { deniedLines, deniedResult } from './report.ts'

const attempt = (expected: Attempt['expected'], got: Attempt['got']): Attempt => ({
  who: 'order',
  what: 'DELETE FROM ledger',
  expected,
  got,
})
const refused = attempt('denied', 'denied')
const letIn = attempt('denied', 'allowed')
const works = attempt('allowed', 'allowed')
const lockedOut = attempt('allowed', 'denied')
const broken = attempt('denied', 'failed: relation "ledger" does not exist')

it.each([
  ['all as it has to be', [refused, works], true],
  ['something is let in', [refused, letIn, works], false],
  ['something that has to work is refused', [refused, works, lockedOut], false],
  ['something fails for another reason than a lack of rights', [refused, works, broken], false],
  ['nothing was tried that has to be refused', [works], false],
  ['nothing was tried that has to work', [refused], false],
])('%s', (_case, attempts, sound) => {
  expect(isSound(verdictOn(attempts))).toBe(sound)
})

it('says in numbers what was tried and refused, and names what went otherwise', () => {
  const verdicts = { postgres: verdictOn([refused, letIn, works, broken]) }
  expect(deniedResult(verdicts)).toEqual({
    postgres: { tried: 3, denied: 1 },
    counterparts: { postgres: { tried: 1, allowed: 1 } },
    faults: [
      { part: 'postgres', ...letIn },
      { part: 'postgres', ...broken },
    ],
  })
  expect(deniedLines(verdicts).join('\n')).toMatch(
    /BROKEN[\s\S]*DELETE FROM ledger {2}allowed instead of denied/,
  )
})
