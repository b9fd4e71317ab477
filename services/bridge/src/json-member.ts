/**
 * The text of a member as it stands in a JSON document, numbers and spaces and all: `JSON.parse` would round what is
 * beyond doubles. Of a repeated name the last counts, as it does there.
 *
 * @param text a valid JSON document
 * @param path names of objects within objects
 * @returns undefined if there is no such member
 */
export function jsonMember(text: string, path: readonly string[]): string | undefined {
  let found: string | undefined
  const names: string[] = []
  let depth = 0
  let start = -1
  let end = 0
  /** Whether the next string is a name, by depth. */
  const inObject: boolean[] = []
  let expectsName = false
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      inObject[++depth] = token === '{'
      expectsName = token === '{'
    } else if (token === '}' || token === ']') {
      finish()
      depth--
      expectsName = false
    } else if (token === ',') {
      finish()
      expectsName = inObject[depth] === true
    } else if (token === ':') {
      if (depth === path.length && path.every((name, i) => names[i + 1] === name)) start = index + 1
    } else if (expectsName) {
      names[depth] = JSON.parse(token)
      expectsName = false
    }
    end = index + token.length
  }
  return found

  /** A member ends at this depth. */
  function finish() {
    if (depth !== path.length || start < 0) return
    found = text.slice(start, end).trim()
    start = -1
  }
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g
