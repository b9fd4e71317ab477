/** Characters that turn the direction of the text around them or end its line, and controls, which a terminal obeys. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Text that came from elsewhere, so that it shows what is in it: `\\u202e`. */
export const visible = (text: string): string =>
  text.replace(unseen, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Rows under each other, as wide as their widest cells; the first row has the most cells. */
export function columns(all: readonly (readonly string[])[]): string[] {
  const rows = all.map(row => row.map(visible))
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map(row => (row[i] ?? '').length)))
  return rows.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
}

/** How long ago, in its largest unit: `40s`, `15m`, `2h`, `3d`. */
export function ageOf(at: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`
}

/** Characters of a value. */
const maxShown = 4_000

/** A message's value for people, under a title that says how it is shown. */
export function valueLines(value: Buffer | null): readonly string[] {
  const { encoding, text } = contentOf(value)
  const isShort = text.length <= maxShown
  return [
    `Value (${encoding})`,
    isShort ? text : `${text.slice(0, maxShown)}… ${text.length - maxShown} characters more; --json has all`,
  ]
}

/** The value as a person can read it: JSON, else text, else hexadecimal. */
function contentOf(value: Buffer | null): { encoding: string; text: string } {
  if (value === null) return { encoding: 'none', text: '(no value)' }
  const text = value.toString()
  try {
    return { encoding: 'JSON', text: linesVisible(JSON.stringify(JSON.parse(text), null, 2)) }
  } catch {
    const printable = Buffer.from(text).equals(value) && !/[^\P{Cc}\n\r\t]/u.test(text)
    return printable
      ? { encoding: 'text', text: linesVisible(text) }
      : { encoding: 'hexadecimal', text: value.toString('hex') }
  }
}

const linesVisible = (text: string) => text.split('\n').map(visible).join('\n')
