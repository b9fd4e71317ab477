/** The JSON pointer of a path of names and indices, as a URI fragment (RFC 6901, sections 3 and 6). */
export const pointerOf = (path: readonly (string | number)[]): string =>
  fragmentOf(path.map(part => `/${escaped(String(part))}`).join(''))

/**
 * A JSON pointer as a URI fragment. Whatever characters clients put into names, it is valid by RFC 3986, and there is
 * one: half of a surrogate pair, which cannot be encoded, becomes U+FFFD.
 */
export const fragmentOf = (pointer: string): string =>
  `#${encodeURI(pointer.toWellFormed()).replaceAll('#', '%23')}`

/** A name as a part of a JSON pointer. */
export const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
