import { expect, test } from 'vitest'
import { arrivals } from './arrivals.ts'

const all = (...from: Parameters<typeof arrivals<string>>) =>
  [...arrivals(...from)].map(each => each.join(''))

test('every order of arrival, each once', () => {
  expect(all(['a', 'b', 'c'], 1)).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  expect(all(['a', 'b'], 2)).toEqual(['aabb', 'abab', 'abba', 'baab', 'baba', 'bbaa'])
  expect(new Set(all(['a', 'b', 'c', 'd'], 2)).size).toBe(2520)
})

test('no effect before its cause', () => {
  const afterA = (next: string, arrived: readonly string[]) => next !== 'b' || arrived.includes('a')
  expect(all(['a', 'b'], 2, afterA)).toEqual(['aabb', 'abab', 'abba'])
})

test('what can never come, never comes', () => {
  expect(all(['a', 'b'], 2, next => next !== 'b')).toEqual(['aa'])
})
