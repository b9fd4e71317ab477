/** The bounds of the standard, and what a header can have at all that keeps to them. */
const maxMembers = 32
const maxCharacters = 512
const longMember = 128
const maxRead = 20_000

const simpleKey = '[a-z][a-z0-9_*/-]{0,255}'
const tenantKey = '[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13}'
const member = new RegExp(`^(${simpleKey}|${tenantKey})=[ !-+\\--<>-~]{0,255}[!-+\\--<>-~]$`)
const simple = /^[a-z][a-z0-9_*/-]{0,63}=[!-+\--<>-~]{1,256}$/

/**
 * What a `tracestate` header says, as it is passed on: https://www.w3.org/TR/trace-context/#tracestate-header. Empty
 * members are left out, and a key counts once, where it stands first. Beyond 32 members, those at the end are left out, which
 * are the oldest; beyond 512 characters, first those of more than 128, then those at the end. Undefined if a member is
 * malformed, since then nobody knows what the others are, or if nothing is left.
 */
export function traceState(header: string): string | undefined {
  if (simple.test(header)) return header
  if (header.length > maxRead) return undefined
  const members = new Map<string, string>()
  for (const part of header.split(',')) {
    const text = trimmed(part)
    if (text === '') continue
    const key = member.exec(text)?.[1]
    if (key === undefined) return undefined
    if (!members.has(key)) members.set(key, text)
  }
  const kept = fitting([...members.values()].slice(0, maxMembers))
  return kept.length === 0 ? undefined : kept.join(',')
}

/** Without the spaces and tabs that may stand around a comma. */
const trimmed = (part: string) => part.replace(/^[ \t]+|[ \t]+$/g, '')

function fitting(members: string[]): string[] {
  const kept = [...members]
  while (kept.join(',').length > maxCharacters) {
    const long = kept.findLastIndex(text => text.length > longMember)
    kept.splice(long === -1 ? kept.length - 1 : long, 1)
  }
  return kept
}
