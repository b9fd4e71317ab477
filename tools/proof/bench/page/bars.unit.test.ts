import { expect, test } from 'vitest'
import { barChart } from './bars.ts'

const widths = (svg: string) =>
  [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, found]) => Number(found))

test('bars are as long as their values are to each other, from zero', () => {
  const svg = barChart({
    title: 'Rate',
    unit: 'a second',
    bars: [
      { label: 'a', value: 100, min: 90, max: 110 },
      { label: 'b', value: 25, min: 20, max: 30 },
    ],
  })
  const [a = 0, b = 0] = widths(svg)

  expect(a / b).toBeCloseTo(4, 1)
  expect(svg).toContain('>100</text>')
})

test('a label cannot break the picture', () => {
  const svg = barChart({ title: 'a < b & c', unit: '', bars: [] })

  expect(svg).toContain('<title>a &lt; b &amp; c</title>')
})
