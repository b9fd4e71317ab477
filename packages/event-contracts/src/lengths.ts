/**
 * `maxLength`: whether a text has more than `most` code points. They are counted only where the length, which is
 * in UTF-16 units and thus at most twice as large, leaves it open.
 */
export function isLonger(text: string, most: number): boolean {
  return text.length > most && (text.length > 2 * most || codePoints(text) > most)
}

/** `minLength`: whether a text has fewer than `least` code points. */
export function isShorter(text: string, least: number): boolean {
  return text.length < least || (text.length < 2 * least && codePoints(text) < least)
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
