import { expect, it } from 'vitest'
import { metricValue } from './metrics.ts'

const text = `# HELP outbox_unsent Events that the broker has not acknowledged
# TYPE outbox_unsent gauge
outbox_unsent 12
outbox_unsent_other 99
consumer_errors_total{code="A",topic="x"} 1
consumer_errors_total{code="B",topic="y"} 2.5
odd NaN
`

it('reads a value, summed over labels', () => {
  expect(metricValue(text, 'outbox_unsent')).toBe(12)
  expect(metricValue(text, 'consumer_errors_total')).toBe(3.5)
})

it('knows none of what is not there or is not a number', () => {
  expect(metricValue(text, 'outbox')).toBeUndefined()
  expect(metricValue(text, 'odd')).toBeUndefined()
})
