import { expect, it } from 'vitest'
import { count, duration, money, plural, rate, shortCount, shortId } from './format.ts'

it('writes figures as people read them', () => {
  expect([0, 999.6, 1_234_567].map(count)).toEqual(['0', '1,000', '1,234,567'])
  expect([99_999, 1_234_567].map(shortCount)).toEqual(['99,999', '1.2m'])
  expect([0, 0.04, 0.44, 9.96, 1_234.4].map(rate)).toEqual(['0', '0', '0.4', '10', '1,234'])
  expect([0, 8.4, 999.6, 1_240, 62_000, 126_000, null, Number.NaN].map(duration)).toEqual([
    '0 ms',
    '8 ms',
    '1.00 s',
    '1.24 s',
    '62.0 s',
    '2.1 min',
    '–',
    '–',
  ])
})

it('writes money by its currency', () => {
  expect(money(1_050, 'EUR')).toBe('€10.50')
  expect(money(1_050, 'JPY')).toBe('JP¥1,050')
  expect(money(-5n, 'EUR')).toBe('-€0.05')
  expect(money(10_000_000_000_000_001n, 'EUR')).toBe('€100,000,000,000,000.01')
})

it('writes words', () => {
  expect(plural(1, 'order')).toBe('1 order')
  expect(plural(2, 'reply', 'replies')).toBe('2 replies')
  expect(shortId('01a20b2f-fb40-7366-b248-ef6117240357')).toBe('…17240357')
})
