/**
 * Whether a GET or HEAD with this `If-None-Match` is answered 304: the client has what `etag` names, or takes
 * anything (`*`). Tags are compared weakly: `W/"a"` is `"a"` (RFC 9110, sections 8.8.3.2 and 13.1.2).
 *
 * @param ifNoneMatch the header as it came; several lines of it joined by commas
 * @param etag the tag of what would be sent, with its quotes
 */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  // A tag holds no quote, so what stands between two of them is one tag, commas and all.
  return ifNoneMatch.trim() === '*' || Array.from(ifNoneMatch.match(quoted) ?? []).includes(opaqueTag(etag))
}

const quoted = /"[^"]*"/g

const opaqueTag = (etag: string) => (etag.startsWith('W/') ? etag.slice(2) : etag)
