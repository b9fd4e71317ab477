import { beforeEach, expect, test } from 'vitest'
import { gathering } from './gathering.ts'

/** Services that have three items each, and tell one in an answer. */
const away = new Set<string>()
/** Answers to places that begin with that wait until they may go. */
let held = { place: '-', until: Promise.resolve() }

beforeEach(() => {
  away.clear()
  held = { place: '-', until: Promise.resolve() }
})

function gather() {
  return gathering(async (service, after) => {
    const n = after === undefined ? 0 : Number(after)
    if (`${service}${n}` === held.place) await held.until
    if (away.has(service)) throw new TypeError('fetch failed')
    return { items: [`${service}${n}`], next: n < 2 ? String(n + 1) : undefined }
  })
}

/** Holds an answer; what is returned lets it go. */
function hold(place: string): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  held = { place, until: promise }
  return resolve
}

const found = ({ found: { value } }: ReturnType<typeof gather>) => value?.items.toSorted()

test('all are asked, and those that have more are asked on', async () => {
  const gathered = gather()
  await gathered.begin(['a', 'b'])
  expect(found(gathered)).toEqual(['a0', 'b0'])
  await gathered.more()
  await gathered.more()
  expect(found(gathered)).toEqual(['a0', 'a1', 'a2', 'b0', 'b1', 'b2'])
  expect(gathered.found.value?.nexts.size).toBe(0)
})

test('who asks for more twice gets it once', async () => {
  const gathered = gather()
  await gathered.begin(['a'])
  const once = gathered.more()
  expect(gathered.asking.value).toBe(true)
  await Promise.all([once, gathered.more()])
  expect(found(gathered)).toEqual(['a0', 'a1'])
  expect(gathered.asking.value).toBe(false)
})

test('what was asked for before it began anew is not added', async () => {
  const gathered = gather()
  await gathered.begin(['a'])
  const release = hold('a1')
  const late = gathered.more()
  await gathered.begin(['a'])
  release()
  await late
  expect(found(gathered)).toEqual(['a0'])
  expect(gathered.asking.value).toBe(false)
})

test('nor what comes after it was stopped', async () => {
  const gathered = gather()
  const release = hold('a0')
  const late = gathered.begin(['a'])
  gathered.stop()
  release()
  await late
  expect(found(gathered)).toBeUndefined()
})

test('a service that fails on the way is named, and asked again from where it was', async () => {
  const gathered = gather()
  await gathered.begin(['a', 'b'])
  away.add('b')
  await gathered.more()
  expect(gathered.found.value).toEqual({
    items: ['a0', 'b0', 'a1'],
    nexts: new Map([
      ['a', '2'],
      ['b', '1'],
    ]),
    problems: [{ service: 'b', why: 'It does not answer.' }],
  })
  away.clear()
  await gathered.more()
  expect(found(gathered)).toEqual(['a0', 'a1', 'a2', 'b0', 'b1'])
  expect(gathered.found.value?.problems).toEqual([])
})

test('one that told nothing stays named while the others are asked on', async () => {
  const gathered = gather()
  away.add('b')
  await gathered.begin(['a', 'b'])
  away.clear()
  await gathered.more()
  expect(found(gathered)).toEqual(['a0', 'a1'])
  expect(gathered.found.value?.problems).toEqual([{ service: 'b', why: 'It does not answer.' }])
})
