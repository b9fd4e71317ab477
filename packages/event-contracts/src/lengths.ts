/**
 * `maxLength`: whether a text has more than `max` code points. They are counted only where the length, which is
 * in UTF-16 units and thus at most twice as large, leaves it open.
 */
export function isLonger(text: string, max: number): boolean {
  return text.length > max && (text.length > 2 * max || codePoints(text) > max)
}

/** `minLength`: whether a text has fewer than `min` code points. */
export function isShorter(text: string, min: number): boolean {
  return text.length < min || (text.length < 2 * min && codePoints(text) < min)
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
