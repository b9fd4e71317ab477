import { expect, it } from 'vitest'
import { type Answer, answerIn } from './answer.ts'
import { verdictOn } from './verdict.ts'

const problem = JSON.stringify({ type: 'about:blank', title: 'Bad Request', status: 400 })
const answer = (status: string, body: string, ...headers: readonly string[]) =>
  [`HTTP/1.1 ${status}`, `Content-Length: ${body.length}`, ...headers, '', body].join('\r\n')
const asProblem = 'Content-Type: application/problem+json; charset=utf-8'

it.each([
  ['what was asked for', answer('200 OK', '{}'), true],
  ['a problem', answer('400 Bad Request', problem, asProblem), true],
  ['another way', answer('302 Found', '', 'Location: /docs'), true],
  ['nothing new', 'HTTP/1.1 304 Not Modified\r\n\r\n', true],
  ['not ready', answer('503 Service Unavailable', '{"status":"unavailable","pid":1}'), true],
  ['a refusal in other words', answer('400 Bad Request', problem, 'Content-Type: application/json'), false],
  ['a problem of another status', answer('404 Not Found', problem, asProblem), false],
  ['a problem that is no JSON', answer('400 Bad Request', '{', asProblem), false],
  ['an error', answer('500 Internal Server Error', problem, asProblem), false],
  ['a refusal without a word', answer('417 Expectation Failed', ''), false],
])('%s is a clear answer or not', (_what, bytes, clear) => {
  const read = answerIn(bytes, false) as Answer
  expect(read.complete).toBe(true)
  expect(verdictOn(read, false).fault === undefined).toBe(clear)
})

it('reads an answer in chunks once all of it is there, behind interim ones', () => {
  const bytes =
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nmore'
  expect(answerIn(bytes, false)).toMatchObject({ status: 200, body: 'abcde', complete: true, rest: 'more' })
  for (let length = 0; length < bytes.length - 4; length++)
    expect(answerIn(bytes.slice(0, length), false)?.complete ?? false).toBe(false)
})
