import type { Input } from '@orderflow/messaging/decider'
import { expect, test } from 'vitest'
import { Ledger } from './ledger.ts'
import type { Entry } from './payment.ts'

const at = '2026-01-15T10:30:00.000Z'
const requested = (orderId: string): Entry => {
  return {
    type: 'CaptureRequested',
    orderId,
    customerId: 'customer-1',
    amount: { amount: 1250, currency: 'EUR' },
    at,
  }
}
const captured = (orderId: string): Entry => ({ type: 'Captured', orderId, gatewayReference: 'cap', at })
const refund = (orderId: string): Entry => ({ type: 'RefundRequested', orderId, at })
const by = (id: string): Input => {
  return { id, type: 'Any', data: {}, at, correlationId: 'c', initiator: 'customer' }
}

test('reads each stream as a state, and has appended nothing of it', () => {
  const ledger = new Ledger([requested('a'), captured('a'), requested('b')])
  expect(ledger.get('a')).toMatchObject({ status: 'CAPTURED', version: 2 })
  expect(ledger.get('b')).toMatchObject({ status: 'PENDING', version: 1 })
  expect(ledger.get('c')).toBeUndefined()
  expect(ledger.appended()).toEqual([])
})

test('an appended entry is seen at once, and is kept by the commit with the input behind it', () => {
  const ledger = new Ledger([requested('a')])

  expect(ledger.append(captured('a'))).toMatchObject({ status: 'CAPTURED', version: 2 })
  expect(ledger.get('a')).toMatchObject({ status: 'CAPTURED' })
  expect(ledger.appended()).toEqual([])
  ledger.commit(by('input-1'))

  expect(ledger.appended()).toEqual([
    { entry: captured('a'), version: 2, payment: ledger.get('a'), by: by('input-1') },
  ])
})

test('a rollback discards all that one input appended, and nothing of the inputs before', () => {
  const ledger = new Ledger([requested('a')])
  ledger.append(captured('a'))
  ledger.commit(by('input-1'))

  ledger.append(refund('a'))
  ledger.append(requested('b'))
  ledger.rollback()

  expect(ledger.get('a')).toMatchObject({ status: 'CAPTURED', version: 2 })
  expect(ledger.get('b')).toBeUndefined()
  ledger.commit(by('input-2'))
  expect(ledger.appended().map(({ by: { id } }) => id)).toEqual(['input-1'])
})

test('the inputs of one batch append in order, each stream with its own versions', () => {
  const ledger = new Ledger()

  ledger.append(requested('a'))
  ledger.commit(by('input-1'))
  ledger.append(requested('b'))
  ledger.append(captured('a'))
  ledger.commit(by('input-2'))
  ledger.append(refund('a'))
  ledger.commit(by('input-3'))

  const appended = ledger
    .appended()
    .map(({ entry, version, by: { id } }) => [entry.orderId, entry.type, version, id])
  expect(appended).toEqual([
    ['a', 'CaptureRequested', 1, 'input-1'],
    ['b', 'CaptureRequested', 1, 'input-2'],
    ['a', 'Captured', 2, 'input-2'],
    ['a', 'RefundRequested', 3, 'input-3'],
  ])
})

test('an entry that is refused leaves nothing behind', () => {
  const ledger = new Ledger()
  expect(() => ledger.append(captured('a'))).toThrow('cannot follow')
  ledger.commit(by('input-1'))
  expect(ledger.get('a')).toBeUndefined()
  expect(ledger.appended()).toEqual([])
})
