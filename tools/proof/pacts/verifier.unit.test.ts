import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writePact } from './consumer.ts'
import { pairsStatedBy, type StatedPair } from './interactions.ts'
import { pactsOf } from './pact-files.ts'
import { participant, participants } from './participants.ts'
import { messagesOf, type Sent } from './provider.ts'
import { startVerifier, type Verifier } from './verifier.ts'

/** What order, inventory, shipping and reporting need of payment, against payments that are not what they should be. */
const dir = mkdtempSync(join(tmpdir(), 'orderflow-pacts-'))
const payment = participant('payment')
const needs = participants
  .flatMap(consumer => pairsStatedBy(consumer, participants))
  .filter(({ provider }) => provider === 'payment')

let verifier: Verifier
beforeAll(async () => {
  verifier = await startVerifier()
  for (const pair of needs) await writePact(dir, pair, () => {})
}, 60_000)
afterAll(() => {
  verifier?.close()
  rmSync(dir, { recursive: true })
})

const captured = 'PaymentCaptured on payment.captured.v1'

async function failuresWith(change: (sent: Sent) => Sent, pacts = pactsOf('payment', dir)) {
  const messages = messagesOf(payment)
  const changed = { ...messages, [captured]: change(messages[captured] as Sent) }
  const { failures } = await verifier.verify({ provider: 'payment', pacts, messages: changed })
  return failures.toSorted()
}

const withData = (changes: object) => (sent: Sent) => {
  return { ...sent, value: JSON.stringify({ ...JSON.parse(sent.value), ...changes }) }
}
const withHeaders = (changes: object) => (sent: Sent) => {
  return { ...sent, headers: { ...sent.headers, ...changes } }
}
const matching = (patterns: readonly RegExp[]) => patterns.map(pattern => expect.stringMatching(pattern))

test.each([
  ['renamed', { customerId: undefined, customer: 'customer-1' }, [/^shipping: .*missing.*customerId/]],
  ['of another type', { customerId: 42 }, [/^shipping: .*customerId: .*same type/]],
  [
    'no longer whole',
    { amount: { amount: 12.5, currency: 'EUR' } },
    [/^order: .*amount\.amount: .*integer/, /^reporting: .*amount\.amount: .*integer/],
  ],
  ['gone', { orderId: undefined }, [/^order: .*orderId/, /^reporting: .*orderId/, /^shipping: .*orderId/]],
  ['gone, but used by no one', { gatewayReference: undefined, capturedAt: undefined }, []],
  ['new', { fee: 25 }, []],
])('a field that is %s', async (_, changes, expected) => {
  expect(await failuresWith(withData(changes))).toEqual(matching(expected))
})

test.each([
  [
    'of another event',
    { ce_type: 'PaymentTaken' },
    [/^order: .*ce_type/, /^reporting: .*ce_type/, /^shipping: .*ce_type/],
  ],
  [
    'of another schema',
    { ce_dataschema: 'urn:v2' },
    [/^order: .*ce_dataschema/, /^reporting: .*ce_dataschema/, /^shipping: .*ce_dataschema/],
  ],
  ['used by no one', { ce_sequence: undefined }, []],
])('a header that is %s', async (_, changes, expected) => {
  expect(await failuresWith(withHeaders(changes))).toEqual(matching(expected))
})

test('a consumer that begins to need what its producer does not send', async () => {
  const pair = needs.find(({ consumer }) => consumer === 'shipping') as StatedPair
  const impossible = join(dir, 'impossible')
  await writePact(impossible, { ...pair, uses: { ...pair.uses, address: 'Main Street 1' } }, () => {})
  const failures = await failuresWith(sent => sent, pactsOf('payment', impossible))
  expect(failures).toEqual(matching([/^shipping: .*address/]))
})
