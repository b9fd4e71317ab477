import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { draftOf, Refusal } from './draft.ts'
import { newEvent } from './event.ts'
import { eventNames, serviceNames } from './names.ts'
import { newProject, packageName } from './project.ts'
import { behindLast, behindRow, replaced, rowOf } from './rows.ts'
import { newService } from './service.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** An event that no guide adds: these tests hold where the guides of CONTRIBUTING.md were followed, too. */
const weighed = { type: 'ParcelWeighed', publisher: 'shipping', readers: ['reporting'] }

describe('an event', () => {
  test('finds a place for everything, and changes what it must', () => {
    const { draft } = newEvent(root, weighed)
    expect(draft.undone).toEqual([])
    expect([...draft.files.keys()].filter(path => !path.includes('live-page'))).toEqual([
      'schemas/parcel/weighed.v1.json',
      'packages/events/src/registry.ts',
      'services/shipping/src/domain/shipment.ts',
      'services/shipping/src/consumers.ts',
      'services/shipping/src/domain/transitions.ts',
      'services/shipping/src/pacts.ts',
      'services/shipping/src/parcel-weighed.unit.test.ts',
      'services/reporting/src/domain/order.ts',
      'tools/dev/generate/saga/flaws.ts',
    ])
    expect(draft.read('services/shipping/src/domain/transitions.ts')).toMatch(
      /to: 'DISPATCHED',\s+emits: \['ShipmentDispatched'[^\]]*, 'ParcelWeighed'\]/,
    )
  })

  test.each(['order', 'inventory', 'payment', 'shipping'])('finds its places in %s too', publisher => {
    expect(newEvent(root, { ...weighed, publisher, beside: besides[publisher] }).draft.undone).toEqual([])
  })

  test('with a reader in the saga is not the end of anything', () => {
    const { draft, left } = newEvent(root, { ...weighed, readers: ['order'] })
    expect(draft.files.has('tools/dev/generate/saga/flaws.ts')).toBe(false)
    expect(draft.read('services/order/src/consumers.ts')).toContain('  ParcelWeighed: 1,\n} as const')
    expect(left.join('\n')).toContain('services/order/src: its reaction')
  })

  test.each([
    ['parcelWeighed', {}, 'parcelWeighed is no name of an event'],
    ['Parcel', {}, 'Parcel is no name of an event'],
    ['', {}, 'An event is no name of an event'],
    ['Parcel2Weighed', {}, 'Parcel2Weighed is no name'],
    ['StockReserved', {}, 'There is an event StockReserved already.'],
    ['ParcelWeighed', { publisher: 'wrapping' }, 'There is no service wrapping; there are '],
    ['ParcelWeighed', { readers: ['reporting', 'press'] }, 'There is no service press'],
    ['ParcelWeighed', { publisher: 'reporting' }, 'reporting only reads'],
    ['ParcelWeighed', { beside: 'OrderCreated' }, 'shipping publishes no OrderCreated; it publishes '],
  ])('%s with %j is refused', (type, rest, sentence) => {
    expect(() => newEvent(root, { ...weighed, ...rest, type })).toThrow(sentence)
    expect(() => newEvent(root, { ...weighed, ...rest, type })).toThrow(Refusal)
  })
})

/** Not the first of each: that of order is published by no step. */
const besides: Readonly<Record<string, string>> = {
  order: 'OrderCompleted',
  inventory: 'StockReleased',
  payment: 'PaymentCaptured',
  shipping: 'ShipmentCancelled',
}

describe('a service', () => {
  test.each(['warranties', 'gift-cards'])('%s finds a place for everything', name => {
    const { draft, install } = newService(root, { name, reads: 'OrderCompleted' })
    expect(draft.undone).toEqual([])
    expect(install).toBe(true)
    expect(draft.read(`services/${name}/src/config.ts`)).toMatch(/port\(30\d\d\)/)
    expect(draft.read('tools/dev/lib/services.ts')).toMatch(
      new RegExp(`ReadingService = 'reporting'.* \\| '${name}'`),
    )
  })

  test('needs every version of what it reads', () => {
    const { draft } = newService(root, { name: 'warranties', reads: 'OrderCreated' })
    expect(draft.read('services/warranties/src/consumers.ts')).toContain('OrderCreated: 3,')
    expect(draft.read('services/warranties/src/pacts.ts')).toContain(
      'uses: { 3: { orderId }, 2: { orderId }, 1: { orderId } }',
    )
  })

  test.each([
    ['Loyalty', 'OrderCompleted', 'Loyalty is no name of a service'],
    ['gift_cards', 'OrderCompleted', 'gift_cards is no name of a service'],
    ['', 'OrderCompleted', 'A service is no name of a service'],
    ['shipping', 'OrderCompleted', 'There is a service shipping already.'],
    ['warranties', 'OrderForgotten', 'There is no event OrderForgotten.'],
    ['warranties', 'InventoryAdjusted', 'InventoryAdjusted is about no order'],
  ])('%s that reads %s is refused', (name, reads, sentence) => {
    expect(() => newService(root, { name, reads })).toThrow(sentence)
  })
})

describe('what has no place', () => {
  const empty = mkdtempSync(join(tmpdir(), 'orderflow-new-'))
  afterAll(() => rmSync(empty, { recursive: true }))

  test('is told with its file, and nothing is lost of the rest', () => {
    const draft = draftOf(empty)
    draft.create('a.ts', 'const a = {\n  B: 1,\n} as const\n')
    draft.edit('a.ts', 'D: 2, in a', text => behindRow(text, 'const a', 'C', 'D: 2,'))
    draft.edit('a.ts', 'C: 2, in a', text => behindRow(text, 'const a', 'B', 'C: 2,'))
    draft.edit('b.ts', 'something', text => text)
    expect(draft.undone).toEqual(['a.ts: write D: 2, in a', 'b.ts: write something'])
    expect(draft.read('a.ts')).toBe('const a = {\n  B: 1,\n  C: 2,\n} as const\n')
  })
})

test('a row goes behind another, however many lines that has', () => {
  const text = 'const a = {\n  B: {\n    c: [\n      1,\n    ],\n  },\n  E: 1,\n}\n'
  expect(rowOf(text, 'const a', 'B')).toBe('  B: {\n    c: [\n      1,\n    ],\n  },')
  expect(behindRow(text, 'const a', 'B', 'D: {\n  e: 1,\n},')).toBe(
    text.replace('  E', '  D: {\n    e: 1,\n  },\n  E'),
  )
  expect(behindLast(text, /^ {2}\w/, '  F: 2,')).toBe(text.replace('  E: 1,\n', '  E: 1,\n  F: 2,\n'))
  expect(replaced(text, /Z/, () => '')).toBeUndefined()
})

test('names follow from one', () => {
  expect(eventNames('OrderGiftWrapped')).toMatchObject({
    topic: 'order.gift-wrapped.v1',
    schema: 'schemas/order/gift-wrapped.v1.json',
    moment: 'wrappedAt',
    words: 'Order gift wrapped',
  })
  expect(serviceNames('gift-cards')).toMatchObject({
    camel: 'giftCards',
    pascal: 'GiftCards',
    database: 'gift_cards',
    prefix: 'GIFT_CARDS',
    words: 'Gift cards',
  })
})

describe('a project', () => {
  test.each([
    ['a shop', 'a-shop'],
    ['Hôtel_24', 'h-tel-24'],
  ])('in a folder %s is the package %s', (folder, name) => expect(packageName(folder)).toBe(name))

  test('has to have a name, and a folder of its own', async () => {
    expect(() => packageName('店')).toThrow(Refusal)
    await expect(newProject(root, root)).rejects.toThrow('is not empty')
  })
})
