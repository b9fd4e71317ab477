import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../../dev/lib/system.ts'
import { outcomeOf, outcomeWithOnly, writePact } from './consumer.ts'
import { fieldsOf, without } from './fields.ts'
import { describePair, nameOf, pairsInTables, pairsStatedBy } from './interactions.ts'
import { pactsOf, pairsIn } from './pact-files.ts'
import { participants } from './participants.ts'
import { messagesOf } from './provider.ts'
import { startVerifier, type Verifier } from './verifier.ts'

/** In this order: no pact of an earlier run is there, consumers write theirs, providers keep them. */
const dir = join(projectRoot, '.pacts')
const tables = pairsInTables(participants)
const published = (name: string) => tables.filter(({ provider }) => provider === name)
const providers = participants.filter(({ name }) => published(name).length > 0)

let verifier: Verifier
beforeAll(async () => {
  rmSync(dir, { recursive: true, force: true })
  verifier = await startVerifier()
}, 60_000)
afterAll(() => verifier?.close())

describe.each(participants)('$name as a consumer', consumer => {
  test.each(pairsStatedBy(consumer, participants))('takes $type from $topic', async pair => {
    await writePact(dir, pair, message => {
      const outcome = outcomeOf(consumer, pair, message)
      expect(outcome).toMatchObject(pair.need.expected)
      // The pact names all that the decision depends on…
      expect(outcomeWithOnly(consumer, pair, message.contents)).toEqual(outcome)
      // …and nothing else: without any one of its fields there is another decision, or none.
      for (const field of fieldsOf(pair.uses)) {
        const data = without(message.contents, field)
        expect(
          orError(() => outcomeWithOnly(consumer, pair, data)),
          `without ${field}`,
        ).not.toEqual(outcome)
      }
    })
  })
})

test('each version of each event between two services has its interaction', () => {
  expect(pairsIn(dir).toSorted()).toEqual(tables.map(nameOf).toSorted())
})

describe.each(providers)('$name as a provider', provider => {
  test('sends what its consumers need', async () => {
    const { name } = provider
    const expected = published(name)
    const messages = messagesOf(provider)
    expect(Object.keys(messages), 'occasions').toEqual(expect.arrayContaining(expected.map(describePair)))

    const { interactions, failures } = await verifier.verify({
      provider: name,
      pacts: pactsOf(name, dir),
      messages,
    })
    expect(failures).toEqual([])
    const names = expected.map(pair => `${pair.consumer}: ${describePair(pair)}`)
    expect(interactions.toSorted()).toEqual(names.toSorted())
  })
})

function orError(attempt: () => object): unknown {
  try {
    return attempt()
  } catch (error) {
    return error
  }
}
