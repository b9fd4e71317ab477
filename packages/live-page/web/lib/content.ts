/** A message's value for people. */
export interface Content {
  /** What it is shown as. */
  readonly form: 'JSON' | 'text' | 'hexadecimal' | 'no value'
  readonly text: string
  readonly bytes: number
  /** Whether only its beginning is shown. */
  readonly cut: boolean
}

/** Characters: more is no help to a reader, and makes the page slow. */
const shownMax = 60_000

/** Characters that turn the direction of the text around them or end its line, and controls, which nobody sees. */
const unseen = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Text that came from elsewhere, so that it shows what is in it: `\\u202e`. */
export const visible = (text: string): string =>
  text.replace(unseen, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** A value as a person can read it: JSON, else text, else hexadecimal. @param base64 null for a record without a value */
export function contentOf(base64: string | null): Content {
  if (base64 === null) return { form: 'no value', text: '', bytes: 0, cut: false }
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
  const { form, text } = formOf(bytes)
  return { form, text: text.slice(0, shownMax), bytes: bytes.length, cut: text.length > shownMax }
}

function formOf(bytes: Uint8Array): Pick<Content, 'form' | 'text'> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return asJson(text) ?? { form: 'text', text: visible(text) }
  } catch {
    return { form: 'hexadecimal', text: Array.from(bytes, hex).join(' ') }
  }
}

function asJson(text: string): Pick<Content, 'form' | 'text'> | undefined {
  try {
    return { form: 'JSON', text: visible(JSON.stringify(JSON.parse(text), null, 2)) }
  } catch {
    return undefined
  }
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0')
