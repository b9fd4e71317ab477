/** Cells padded to the width of their column, as the formatter has them: text in the first columns, then figures to the right. */
export function textTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns: number,
): string {
  const widths = heads.map((head, place) =>
    Math.max(3, head.length, ...rows.map(cells => cells[place]?.length ?? 0)),
  )
  const isText = (place: number) => place < textColumns
  const rule = widths.map((width, place) => (isText(place) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  const padded = (cells: readonly string[]) =>
    cells.map((cell, place) => {
      const width = widths[place] ?? 0
      return isText(place) ? cell.padEnd(width) : cell.padStart(width)
    })
  return [heads, rule, ...rows].map(cells => `| ${padded(cells).join(' | ')} |`).join('\n')
}
