export interface Bar {
  readonly label: string
  /** Where the bar ends, and where the line through its end begins and ends. */
  readonly value: number
  readonly min: number
  readonly max: number
}

export interface BarChart {
  readonly title: string
  readonly unit: string
  readonly bars: readonly Bar[]
}

const width = 720
const labelWidth = 200
const valueWidth = 90
const rowHeight = 26
const top = 46
const number = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

/**
 * Horizontal bars as SVG: a bar is the median, the line through its end goes from the smallest to the largest
 * run. The axis begins at zero. Readable on white and on black.
 */
export function barChart({ title, unit, bars }: BarChart): string {
  const longest = Math.max(...bars.map(({ max }) => max), Number.MIN_VALUE)
  const length = (value: number) =>
    Math.round((value / longest) * (width - labelWidth - valueWidth) * 10) / 10
  const rows = bars.flatMap(({ label, value, min, max }, place) => {
    const y = top + place * rowHeight
    const middle = y + 9
    return [
      `<text x="${labelWidth - 8}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${labelWidth}" y="${y}" width="${length(value)}" height="18" fill="#4a7fb5"/>`,
      `<path d="M${labelWidth + length(min)} ${middle}H${labelWidth + length(max)}" stroke="#d08a2e" stroke-width="2"/>`,
      `<text x="${labelWidth + length(max) + 6}" y="${y + 13}">${number.format(value)}</text>`,
    ]
  })
  const height = top + bars.length * rowHeight + 8
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="sans-serif" font-size="13" fill="#777">`,
    `<title>${escaped(title)}</title>`,
    `<text x="0" y="16" font-size="15">${escaped(title)}</text>`,
    `<text x="0" y="34" font-size="12">${escaped(`${unit}; bar: median, line: smallest to largest run`)}</text>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(/[&<>"]/g, found => entities[found] as string)
