import { expect, test } from 'vitest'
import { createSeriesStore } from '../series.ts'
import { evaluate } from './evaluate.ts'
import { selectorsOf } from './expression.ts'
import { parsePromql } from './parse.ts'
import { found, refused, series } from './queries.fixture.ts'

const atMs = 60_000

function ask(query: string) {
  const expression = parsePromql(query)
  const store = createSeriesStore(selectorsOf(expression))
  for (const [name, all] of Object.entries(series))
    for (const [labels, value] of all) store.series(name, labels)?.push(atMs, value)
  return evaluate(expression, store, atMs)
}

test.each(found)('%s finds what Prometheus finds', (query, samples) => {
  expect(ask(query)).toEqual(samples.map(([labels, value]) => ({ labels, value })))
})

test.each(refused)('%s has no answer', query => {
  expect(() => ask(query)).toThrow('more than one')
})
