import { expect, it } from 'vitest'
import { caseOf, fuzz } from './fuzz.ts'
import { smallerOnes } from './smaller.ts'
import type { Outcome, Target } from './target.ts'

interface Letters {
  readonly [name: string]: unknown
  readonly letters: readonly string[]
}

interface Behaviour {
  /** What comes of a case among so many. */
  readonly outcome?: (one: Letters, among: number) => Outcome
  readonly turnMs?: (cases: readonly Letters[]) => number
  readonly heapBytes?: () => number
}

function target({ outcome = () => ({ verdict: 'fine' }), turnMs = () => 1, heapBytes = () => 0 }: Behaviour) {
  let last: readonly Letters[] = []
  const tried: Target<Letters> = {
    short: 20,
    chunk: 8,
    generate: dice => ({ letters: Array.from({ length: 6 }, () => dice.pick(['a', 'b', 'c'])) }),
    async run(cases) {
      last = cases
      return cases.map(one => outcome(one, cases.length))
    },
    vitals: async () => [{ process: 'it', turnMs: turnMs(last), heapBytes: heapBytes() }],
    close: async () => {},
  }
  return tried
}

const run = async (behaviour: Behaviour, culprit = 'x') => {
  const cases = Array.from({ length: 20 }, (_, n) => ({
    name: `case ${n}`,
    case: { letters: n === 13 ? ['a', 'b', culprit, 'a'] : ['a', 'b', 'c', 'a'] },
  }))
  return await fuzz(target(behaviour), cases, cases.length, new AbortController().signal)
}

const hasX = ({ letters }: Letters) => letters.includes('x')

it('names the one case among many that got no clear answer, as small as it fails', async () => {
  const found = await run({
    outcome: one => (hasX(one) ? { verdict: 'odd', fault: 'It was odd.' } : { verdict: 'fine' }),
  })
  expect(found.findings).toEqual([{ name: 'case 13', fault: 'It was odd.', case: { letters: ['x'] } }])
  expect(found.verdicts).toEqual({ fine: 19, odd: 1 })
})

it('names the case that keeps a process busy', async () => {
  const found = await run({ turnMs: cases => (cases.some(hasX) ? 80 : 2) })
  expect(found.findings).toMatchObject([{ name: 'case 13', fault: 'it was busy for 80 ms without a pause' }])
  expect(found.longestTurnMs).toBe(80)
})

it('blames no case for what many do together, and says that it was seen', async () => {
  const found = await run({ turnMs: cases => (cases.length > 4 ? 80 : 2) })
  expect(found.findings).toEqual([])
  expect(found.passing).toHaveLength(2)
})

it('counts an end of the process, whether or not it comes again', async () => {
  const found = await run({
    outcome: (one, among) =>
      hasX(one) && among > 4
        ? { verdict: 'ended', fault: 'The process ended: SIGSEGV' }
        : { verdict: 'fine' },
  })
  expect(found.findings).toMatchObject([{ fault: 'The process ended: SIGSEGV' }])
})

it('counts a wrong answer, whether or not it comes again', async () => {
  let times = 0
  const found = await run({
    outcome: one =>
      hasX(one) && times++ === 0 ? { verdict: 'odd', fault: 'It was lost.' } : { verdict: 'fine' },
  })
  expect(found.findings).toMatchObject([{ fault: 'It was lost.' }])
})

it('says when what was read is kept', async () => {
  let heap = 0
  const found = await run({ heapBytes: () => (heap += 40 * 1024 * 1024) })
  expect(found.findings).toMatchObject([{ fault: 'it has kept 120 MB of what it read' }])
})

it('makes the same case of the same seed, and another of another', () => {
  const one = target({})
  expect(caseOf(one, 1, 7)).toEqual(caseOf(one, 1, 7))
  expect(new Set([1, 2, 3, 4, 5].map(seed => JSON.stringify(caseOf(one, seed, 7)))).size).toBeGreaterThan(1)
})

it('leaves out one part after the other', () => {
  expect([...smallerOnes({ letters: ['a', 'b', 'c'], end: 'x' })]).toEqual([
    { letters: ['a'], end: 'x' },
    { letters: ['b', 'c'], end: 'x' },
    { letters: ['b', 'c'], end: 'x' },
    { letters: ['a', 'c'], end: 'x' },
    { letters: ['a', 'b'], end: 'x' },
  ])
})
