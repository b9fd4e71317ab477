/** A header's text; that of its first value, and nothing where there is none. */
export const text = (value: unknown): string => {
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === null ? '' : String(first)
}
