/** Rows of tables in sources, found by their names and indents, as the formatter leaves them. */

/**
 * The text with a row put behind the one of this name.
 *
 * @param table what the line says with which the table begins; names before it do not count
 * @returns undefined if there is no such row
 */
export function behindRow(text: string, table: string, name: string, row: string): string | undefined {
  const place = placeOf(text, table, name)
  if (place === undefined) return undefined
  const { lines, end, indent } = place
  return [...lines.slice(0, end), indented(row, indent), ...lines.slice(end)].join('\n')
}

/** The row of this name, as it stands; undefined if there is none. */
export function rowOf(text: string, table: string, name: string): string | undefined {
  const place = placeOf(text, table, name)
  return place?.lines.slice(place.begin, place.end).join('\n')
}

/** The text with a line behind the last one that the pattern fits; undefined if none does. */
export function behindLast(text: string, pattern: RegExp, line: string): string | undefined {
  const lines = text.split('\n')
  const last = lines.findLastIndex(each => pattern.test(each))
  return last === -1 ? undefined : [...lines.slice(0, last + 1), line, ...lines.slice(last + 1)].join('\n')
}

/** The text with each of these put in the place of what the pattern fits; undefined if it fits nowhere. */
export function replaced(
  text: string,
  pattern: RegExp,
  by: (...found: string[]) => string,
): string | undefined {
  const changed = text.replace(pattern, by)
  return changed === text ? undefined : changed
}

function placeOf(text: string, table: string, name: string) {
  const lines = text.split('\n')
  const from = lines.findIndex(line => line.includes(table))
  if (from === -1) return undefined
  const begin = lines.findIndex((line, n) => n >= from && new RegExp(`^ +'?${name}'?: `).test(line))
  if (begin === -1) return undefined
  const indent = /^ */.exec(lines[begin] as string)?.[0] ?? ''
  const isInside = new RegExp(`^${indent}( |[}\\])])`)
  let end = begin + 1
  while (isInside.test(lines[end] ?? '')) end++
  return { lines, begin, end, indent }
}

const indented = (row: string, indent: string) =>
  row
    .split('\n')
    .map(line => `${indent}${line}`)
    .join('\n')
