import { isText } from '@orderflow/event-contracts'
import { expect, test } from 'vitest'
import { printable } from './strings.ts'

test('a request may hold what an event may: every character, and every half of one', () => {
  const atTheDoor = new RegExp(printable, 'u')
  const characters = Array.from({ length: 0x10_000 }, (_, code) => String.fromCharCode(code))
  const others = ['\u{10000}', '\u{1f600}', '\u{10ffff}', 'a\ud83d', '\ude00b']
  const differing = [...characters, ...others].filter(text => atTheDoor.test(text) !== isText(text))
  expect(differing).toEqual([])
})
