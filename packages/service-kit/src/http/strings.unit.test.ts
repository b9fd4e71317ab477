import { isText } from '@orderflow/event-contracts'
import { expect, test } from 'vitest'
import { ofProducts, printable } from './strings.ts'

const turning = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

test('a request may hold what an event may, every character and every half of one, but those of direction and lines', () => {
  const atTheDoor = new RegExp(printable, 'u')
  const characters = Array.from({ length: 0x10_000 }, (_, code) => String.fromCharCode(code))
  const others = ['\u{10000}', '\u{1f600}', '\u{10ffff}', 'a\ud83d', '\ude00b']
  const differing = [...characters, ...others].filter(text => atTheDoor.test(text) !== isText(text))
  expect(differing).toEqual(characters.filter(text => turning.test(text)))
})

test.each([
  ['prod-1', true],
  ['Пряник_2/а:б.в', true],
  ['漢字', true],
  ['देवनागरी', true],
  ['0171-1234567/Max.Mustermann', true],
  ['ada@example.com', false],
  ['+43 1 234567', false],
  ['Ada Lovelace', false],
])("%s as a product's id: %s", (text, isOne) => {
  expect(new RegExp(ofProducts, 'u').test(text)).toBe(isOne)
})

test('a product has no space, no control, no sign of direction and no half of a character', () => {
  const taken = new RegExp(ofProducts, 'u')
  const characters = Array.from({ length: 0x10_000 }, (_, code) => String.fromCharCode(code))
  const wrong = /[\s\p{Cc}\p{Cs}]/u
  expect(characters.filter(text => taken.test(text) && (wrong.test(text) || turning.test(text)))).toEqual([])
})
