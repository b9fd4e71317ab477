import { expect, it } from 'vitest'
import { createSseParser } from './sse.ts'

const text =
  ': hello\n\nid: 7\nevent: frame\ndata: {"a":1}\n\nevent: reset\ndata:\n\nid: 8\ndata: one\ndata:two\n\n'
const events = [
  { id: '7', event: 'frame', data: '{"a":1}' },
  { id: '7', event: 'reset', data: '' },
  { id: '8', event: 'message', data: 'one\ntwo' },
]

it('reads events, with the last id that was sent', () => {
  expect(createSseParser()(text)).toEqual(events)
})

it('reads the same however the text is cut', () => {
  const parse = createSseParser()
  expect([...text].flatMap(parse)).toEqual(events)
})

it('reads lines that end as on Windows, and keeps what is not complete', () => {
  const parse = createSseParser()
  expect(parse(text.replaceAll('\n', '\r\n'))).toEqual(events)
  expect(parse('data: half')).toEqual([])
  expect(parse('\n\n')).toEqual([{ id: '8', event: 'message', data: 'half' }])
})
